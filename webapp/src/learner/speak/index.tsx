import { signal } from '@preact/signals';

// Fetched when there is time for it: a first visit comes to its first item without.
const button = signal<typeof import('./button') | null>(null);

/** Fetches what reads aloud, where the browser can; away from the hub the next call asks again. */
export async function fetchSpeak(): Promise<void> {
  if (button.value || !('speechSynthesis' in globalThis)) return;
  try {
    const part = await import('./button');
    await part.ready;
    button.value = part;
  } catch {
    // Read by eye meanwhile.
  }
}

/** A button that reads a text aloud; not there while this device has no voice for the language on screen. */
export function Speak({ text }: { text: string }) {
  const part = button.value;
  return part && <part.SpeakButton text={text} />;
}
