import { signal } from '@preact/signals';
import { isRecord } from '../sync/plan';

/** What the cloud tells; null stands for a small cell that stays hidden. */
export interface Overview {
  /** Tick of the count. */
  asOf: number;
  demo: boolean;
  schools: {
    id: string;
    name: string;
    lastContact: number | null;
    attempts: number;
    learners: number | null;
  }[];
  totals: { attempts: number; learners: number | null; schools: number };
  skills: { id: string; title: Record<string, string>; learners: number | null; share: number | null }[];
}

export const overview = signal<Overview | null>(null);
export const standing = signal<'loading' | 'signed-out' | 'away' | 'shown'>('loading');

/** Fetches the overview, or finds out that a sign-in is wanted. */
export async function refresh(): Promise<void> {
  const { status, body } = await request('/v1/ministry/overview');
  if (status === 401 || status === 403) standing.value = 'signed-out';
  else if (status === 200 && isOverview(body)) {
    overview.value = body;
    standing.value = 'shown';
  } else if (!overview.value) standing.value = 'away';
}

/** Signs in; gives the status, 0 when the cloud is away. */
export async function signIn(name: string, password: string): Promise<number> {
  const { status } = await request('/v1/ministry/sign-in', { name, password });
  if (status >= 200 && status < 300) await refresh();
  return status;
}

async function request(path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  try {
    const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
    const response = await fetch(path, { ...sent, headers, credentials: 'same-origin' });
    return { status: response.status, body: await response.json().catch(() => null) };
  } catch {
    return { status: 0, body: null };
  }
}

function isOverview(value: unknown): value is Overview {
  return (
    isRecord(value) &&
    typeof value['asOf'] === 'number' &&
    Array.isArray(value['schools']) &&
    Array.isArray(value['skills']) &&
    isRecord(value['totals'])
  );
}
