import { signal } from '@preact/signals';
import type { Language } from './language';

/** The languages this device has a voice for; empty until the browser says so. */
export const voices = signal<readonly string[]>([]);

const synthesis = typeof speechSynthesis === 'undefined' ? null : speechSynthesis;

function look(): void {
  voices.value = [...new Set(synthesis!.getVoices().map((voice) => voice.lang.slice(0, 2).toLowerCase()))];
}

if (synthesis) {
  look();
  // Browsers load their voices after the page; old ones lack the event target.
  synthesis.addEventListener?.('voiceschanged', look);
}

/** Whether a text in this language can be read aloud here. */
export function canRead(language: Language): boolean {
  return voices.value.includes(language);
}

/** Reads a text aloud; whatever was being read stops. */
export function readAloud(text: string, language: Language): void {
  if (!synthesis) return;
  synthesis.cancel();
  const spoken = new SpeechSynthesisUtterance(text);
  spoken.lang = language === 'ur' ? 'ur-PK' : 'en-GB';
  const voice = synthesis.getVoices().find((one) => one.lang.toLowerCase().startsWith(language));
  if (voice) spoken.voice = voice;
  synthesis.speak(spoken);
}

/** Ends whatever is being read. */
export function hush(): void {
  synthesis?.cancel();
}
