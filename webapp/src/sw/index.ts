import { clean, fill, fromShell, keep, onceFetched } from './caches';

/**
 * The service worker: the shell and every named-for-ever file come from its cache,
 * so the app opens with the hub away. It never touches /api/ (data has its own
 * home in IndexedDB) nor /trust/ (the way back when a certificate ran out).
 */
const scope = self as unknown as ServiceWorkerGlobalScope;

scope.addEventListener('install', (event) => event.waitUntil(fill()));

scope.addEventListener('activate', (event) => event.waitUntil(clean().then(() => scope.clients.claim())));

scope.addEventListener('message', (event: ExtendableMessageEvent) => {
  const said: unknown = event.data;
  if (said === 'take over') event.waitUntil(scope.skipWaiting());
  else if (typeof said === 'object' && said !== null && 'keep' in said)
    event.waitUntil(keep((said as { keep: string[] }).keep));
});

scope.addEventListener('fetch', (event: FetchEvent) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== scope.location.origin) return;
  if (request.mode === 'navigate') {
    const page = pageOf(url.pathname);
    if (page) event.respondWith(fromShell(page, request));
  } else if (url.pathname.startsWith('/assets/')) event.respondWith(onceFetched(request));
});

/** Which page of the shell answers an address; null for what the worker leaves alone. */
function pageOf(path: string): string | null {
  if (path === '/' || path === '/index.html') return '/index.html';
  if (path === '/teacher' || path.startsWith('/teacher/')) return '/teacher.html';
  return null;
}
