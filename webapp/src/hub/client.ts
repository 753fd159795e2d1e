import { isRecord } from '../sync/plan';
import type { Posted } from '../sync/sender';

/** Where the hub's calls live, on this origin. */
export const base = '/api/v1';

/** An answer from the hub that is not the wanted one; status 0 means nothing answered. */
export class HubError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

interface Request {
  method?: 'GET' | 'POST';
  body?: unknown;
  secret?: string | undefined;
  /** Milliseconds before the hub counts as away. */
  patience?: number;
}

/** Calls the hub and returns its JSON; throws HubError for every other outcome. */
export async function call(path: string, request: Request = {}): Promise<unknown> {
  const posted = await post(path, request);
  if (posted.status >= 200 && posted.status < 300) return posted.body;
  const error = isRecord(posted.body) && isRecord(posted.body['error']) ? posted.body['error'] : {};
  throw new HubError(posted.status, String(error['code'] ?? 'unavailable'), String(error['message'] ?? ''));
}

/** Fetches bytes, for the tutor module. */
export async function bytes(path: string, secret: string): Promise<Uint8Array> {
  const response = await send(path, { secret, patience: 30_000 });
  if (!response.ok) throw new HubError(response.status, 'unavailable', '');
  return new Uint8Array(await response.arrayBuffer());
}

/** Calls the hub and reports status and body without judging them; never throws. */
export async function post(path: string, request: Request = {}): Promise<Posted> {
  try {
    const response = await send(path, request);
    const body: unknown = response.status === 204 ? null : await response.json().catch(() => null);
    const retryAfter = Number(response.headers.get('Retry-After') ?? 0) || 0;
    return { status: response.status, body, retryAfter };
  } catch {
    return { status: 0, body: null };
  }
}

async function send(path: string, request: Request): Promise<Response> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), request.patience ?? 8000);
  const headers: Record<string, string> = {};
  if (request.secret) headers['Authorization'] = `Bearer ${request.secret}`;
  if (request.body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    return await fetch(base + path, {
      method: request.method ?? (request.body === undefined ? 'GET' : 'POST'),
      headers,
      signal: abort.signal,
      redirect: 'error',
      credentials: 'same-origin',
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    });
  } finally {
    clearTimeout(timer);
  }
}
