/** Why an item was chosen: a code and the figures that go with it. */
export interface Reason {
  code: string;
  values: (number | string)[];
}

/** The next item, as hub or tutor module chose it; `p` is the expected chance of success. */
export interface Choice {
  item: number;
  instance: number;
  kind: string;
  p: number;
  reasons: Reason[];
  /** Which file of the pack holds the item, and as which of its items; the tutor module does not say. */
  part?: string;
  at?: number;
}

/** How a learner is served, by her teacher's word; it changes no goal. */
export interface Care {
  /** More time before anything happens by itself. */
  slower: boolean;
  /** The first step of a hint is offered without asking. */
  steps: boolean;
  rewards: 'usual' | 'quiet' | 'off';
}

/** What the hub issues for one learner; `blob` is opaque to all but the tutor module. */
export interface Plan {
  learner: string;
  number: number;
  catalogue: string;
  /** Names the contents page of the pack; empty when the hub does not hold it. */
  pack: string;
  snapshot: number;
  blob: string;
  ready: Choice[];
  /** Absent where nothing was said. */
  care?: Care;
}

/** Reads a choice from an untrusted value. */
export function parseChoice(value: unknown): Choice | null {
  if (!isRecord(value) || !isIndex(value['item']) || !isIndex(value['instance'])) return null;
  const reasons = Array.isArray(value['reasons']) ? value['reasons'] : [];
  const { part, at } = value;
  return {
    item: value['item'],
    instance: value['instance'],
    ...(typeof part === 'string' && isIndex(at) && { part, at }),
    kind: String(value['kind'] ?? 'practice'),
    p: Number(value['p'] ?? 0),
    reasons: reasons.filter(isRecord).map((reason) => ({
      code: String(reason['code'] ?? ''),
      values: Array.isArray(reason['values']) ? (reason['values'] as (number | string)[]) : [],
    })),
  };
}

/** Reads a plan from an untrusted value; null when its shape is wrong. */
export function parsePlan(value: unknown): Plan | null {
  if (!isRecord(value) || typeof value['learner'] !== 'string' || typeof value['blob'] !== 'string')
    return null;
  if (!isIndex(value['number']) || !isIndex(value['snapshot']) || !Array.isArray(value['ready'])) return null;
  if (typeof value['catalogue'] !== 'string' || !/^[0-9a-f]{64}$/.test(value['catalogue'])) return null;
  const ready = value['ready'].map(parseChoice);
  if (ready.includes(null)) return null;
  return {
    learner: value['learner'],
    number: value['number'],
    catalogue: value['catalogue'],
    pack: typeof value['pack'] === 'string' ? value['pack'] : '',
    snapshot: value['snapshot'],
    blob: value['blob'],
    ready: ready as Choice[],
    ...(isRecord(value['care']) && { care: parseCare(value['care']) }),
  };
}

function parseCare({ slower, steps, rewards }: Record<string, unknown>): Care {
  return {
    slower: slower === true,
    steps: steps === true,
    rewards: rewards === 'quiet' || rewards === 'off' ? rewards : 'usual',
  };
}

/** Narrows to a plain object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Narrows to a whole number from zero on. */
export function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
