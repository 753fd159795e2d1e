import { signal } from '@preact/signals';
import { isRecord } from '../sync/plan';

/** What a person should look into at a school. */
export interface Trouble {
  clones: number;
  refused: number;
  waiting: number;
}

/** Answers of one week; its Monday as a tick. */
export interface Week {
  start: number;
  attempts: number;
}

/** What people call a skill: titles per language, codes of the national curriculum. */
export interface Named {
  id: string;
  title: Record<string, string>;
  outcomes: string[];
}

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
    falling: boolean | null;
    trouble: Trouble;
  }[];
  totals: { attempts: number; learners: number | null; schools: number };
  weeks: Week[];
  skills: (Named & { learners: number | null; share: number | null })[];
}

/** What the cloud tells of one school; null stands for what stays hidden. */
export interface SchoolPage {
  asOf: number;
  demo: boolean;
  id: string;
  name: string;
  lastContact: number | null;
  attempts: number;
  learners: number | null;
  hubs: { name: string; lastContact: number | null; days: number }[];
  trouble: Trouble;
  weeks: Week[] | null;
  undated: number | null;
  falling: boolean | null;
  reached: number | null;
  skills: (Named & { answers: number | null; right: number | null })[] | null;
}

export const overview = signal<Overview | null>(null);
export const standing = signal<'loading' | 'signed-out' | 'away' | 'shown'>('loading');

/** Whether the schools are invented, as the cloud says before anybody signs in. */
export const invented = signal(false);

/** Fetches the overview, or finds out that a sign-in is wanted. */
export async function refresh(): Promise<void> {
  const { status, body } = await request('/v1/ministry/overview');
  if (status === 401 || status === 403) {
    standing.value = 'signed-out';
    const about = (await request('/v1/ministry/about')).body;
    invented.value = isRecord(about) && about['demo'] === true;
  } else if (status === 200 && isOverview(body)) {
    overview.value = body;
    standing.value = 'shown';
  } else if (!overview.value) standing.value = 'away';
}

/** Fetches one school's page: 'missing' when there is none, 'away' when the cloud gives none. */
export async function fetchSchool(id: string): Promise<SchoolPage | 'missing' | 'away'> {
  const { status, body } = await request(`/v1/ministry/schools/${id}`);
  if (status === 401 || status === 403) standing.value = 'signed-out';
  if (status === 404 || status === 400) return 'missing';
  return status === 200 && isSchool(body) ? body : 'away';
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
    Array.isArray(value['weeks']) &&
    isRecord(value['totals'])
  );
}

function isSchool(value: unknown): value is SchoolPage {
  const rows = (name: string): boolean =>
    isRecord(value) && (value[name] === null || Array.isArray(value[name]));
  return (
    isRecord(value) &&
    typeof value['asOf'] === 'number' &&
    Array.isArray(value['hubs']) &&
    isRecord(value['trouble']) &&
    rows('weeks') &&
    rows('skills')
  );
}
