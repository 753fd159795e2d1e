import type { Feeling } from '../reflection';

const mouths: Record<Feeling, string> = {
  hard: 'M20 45q4-5 8 0t8 0 8 0',
  allRight: 'M21 43h22',
  well: 'M18 39q14 15 28 0',
};

/** A face whose mouth says how it was; the word stands under it. */
export function Face({ feeling }: { feeling: Feeling }) {
  return (
    <svg class={`face ${feeling}`} width="64" height="64" viewBox="0 0 64 64" aria-hidden="true">
      <circle cx="32" cy="32" r="28" />
      <path class="eyes" d="M23 24v5M41 24v5" />
      <path d={mouths[feeling]} />
      {feeling === 'hard' && <path class="drop" d="M52 12q6 8 0 11-6-3 0-11z" />}
    </svg>
  );
}
