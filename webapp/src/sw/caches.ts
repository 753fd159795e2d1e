/** Set by the build: the files of the shell, and a name that changes with any of them. */
declare const __SHELL__: string[];
declare const __VERSION__: string;

const shell = `shell-${__VERSION__}`;
const late = 'late';

/** Fills this version's shell; fails, and so stays uninstalled, unless every file came. */
export async function fill(): Promise<void> {
  const cache = await caches.open(shell);
  await cache.addAll(__SHELL__.map((path) => new Request(path, { cache: 'no-cache' })));
}

/** Drops the shells of earlier versions, and late files that no version has fetched for it. */
export async function clean(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith('shell-') && name !== shell) await caches.delete(name);
  const cache = await caches.open(late);
  const requests = await cache.keys();
  // Names carry a hash, so old ones are never asked for again; the newest sixty are plenty.
  for (const request of requests.slice(0, Math.max(0, requests.length - 60))) await cache.delete(request);
}

/** Keeps late files; the browser's own cache has most of them already. */
export async function keep(paths: string[]): Promise<void> {
  const cache = await caches.open(late);
  for (const path of paths) {
    if (!path.startsWith('/assets/') || (await caches.match(path))) continue;
    await cache.add(path).catch(() => undefined);
  }
}

/** A page of the shell; the network only when this version does not have it. */
export async function fromShell(page: string, request: Request): Promise<Response> {
  return (await (await caches.open(shell)).match(page)) ?? fetch(request);
}

/** A file whose name carries its hash: once fetched, never again. */
export async function onceFetched(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(late)).put(request, response.clone());
  return response;
}
