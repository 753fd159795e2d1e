import { signal } from '@preact/signals';

/** Whether a newer app waits for a person to agree. */
export const updateReady = signal(false);

let waiting: ServiceWorker | null = null;

/** Installs the service worker where the browser has one (never over plain http). */
export async function installWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  try {
    const registration = await navigator.serviceWorker.register('/sw.js');
    watch(registration);
    registration.addEventListener('updatefound', () => watch(registration));
    // A tablet may stay on this page for weeks; asking costs one small request.
    setInterval(() => void registration.update().catch(() => undefined), 30 * 60 * 1000);
    keepLoaded();
  } catch {
    // An expired certificate, for one: the app goes on with the browser's own cache.
  }
}

/** Changes to the newer app, but only when nothing unsent would be left behind by it. */
export async function applyUpdate(flush: () => Promise<boolean>): Promise<void> {
  await flush(); // What the hub cannot take now stays in the database, which the newer app reads too.
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  waiting?.postMessage('take over');
}

function watch(registration: ServiceWorkerRegistration): void {
  const worker = registration.installing ?? registration.waiting;
  if (!worker) return;
  const installed = (): void => {
    // The first worker of this tablet updates nothing.
    if (worker.state !== 'installed' || !navigator.serviceWorker.controller) return;
    waiting = worker;
    updateReady.value = true;
  };
  worker.addEventListener('statechange', installed);
  installed();
}

/** Has the worker keep files it did not see being fetched: it was not there yet, or a worker fetched them. */
export async function keep(paths: string[]): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  const registration = await navigator.serviceWorker.ready;
  registration.active?.postMessage({ keep: paths });
}

/** Follows the late files of this page: fonts, Urdu, the teacher's pages. */
function keepLoaded(): void {
  const seen = new Set<string>();
  const tell = (): void => {
    const urls = performance.getEntriesByType('resource').map((entry) => new URL(entry.name));
    const ours = urls.filter(
      ({ origin, pathname }) => origin === location.origin && pathname.startsWith('/assets/'),
    );
    const fresh = ours.map((url) => url.pathname).filter((path) => !seen.has(path));
    if (fresh.length === 0) return;
    for (const path of fresh) seen.add(path);
    void keep(fresh);
  };
  tell();
  if ('PerformanceObserver' in globalThis) new PerformanceObserver(tell).observe({ type: 'resource' });
}
