import { signal } from '@preact/signals';

/** What may be chosen of each kind; the first is what happens without a choice. */
export const kinds = {
  scheme: ['system', 'light', 'dark'],
  size: ['normal', 'large'],
  contrast: ['system', 'plain', 'contrast'],
  calm: ['lively', 'calm'],
  digits: ['western', 'urdu'],
  grouping: ['ungrouped', 'lakhs', 'thousands'],
} as const;

export type Kind = keyof typeof kinds;

/** A choice of every kind, as this tablet keeps it. */
export type Look = { [K in Kind]: (typeof kinds)[K][number] };

/** How this tablet was told to look. */
export const look = signal<Look>(parseLook(stored()));

/** Changes one kind, shows it at once and remembers it on this tablet. */
export function choose<K extends Kind>(kind: K, value: Look[K]): void {
  look.value = { ...look.value, [kind]: value };
  try {
    localStorage.setItem('look', formatLook(look.value));
  } catch {
    // Without storage nothing could be read before the next paint either.
  }
  (globalThis as { applyLook?: () => void }).applyLook?.();
}

/** Reads the words that are kept; what it does not know it leaves out. */
export function parseLook(text: string): Look {
  const words = text.split(' ');
  const read = <Value extends string>([usual, ...others]: readonly [Value, ...Value[]]): Value =>
    others.find((value) => words.includes(value)) ?? usual;
  return {
    scheme: read(kinds.scheme),
    size: read(kinds.size),
    contrast: read(kinds.contrast),
    calm: read(kinds.calm),
    digits: read(kinds.digits),
    grouping: read(kinds.grouping),
  };
}

/** The words to keep: only what differs from no choice. */
export function formatLook(chosen: Look): string {
  return (Object.keys(kinds) as Kind[])
    .filter((kind) => chosen[kind] !== kinds[kind][0])
    .map((kind) => chosen[kind])
    .join(' ');
}

function stored(): string {
  try {
    return localStorage.getItem('look') ?? '';
  } catch {
    return '';
  }
}
