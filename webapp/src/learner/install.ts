import { effect, signal } from '@preact/signals';
import manifests from 'virtual:manifests';
import { language } from '../language/language';

/** What the browser hands out when the app could be kept on the home screen. */
interface Offer extends Event {
  prompt(): Promise<unknown>;
}

/** The browser's offer, while there is one. */
export const offer = signal<Offer | null>(null);

addEventListener('beforeinstallprompt', (event) => {
  // Asked for by a button of ours, so that nothing covers an exercise.
  event.preventDefault();
  offer.value = event as Offer;
});
addEventListener('appinstalled', () => (offer.value = null));

let offered = false;

/** Tells the browser of the manifest in the language on screen; not in the way of a first visit. */
export function offerInstall(): void {
  if (offered) return;
  offered = true;
  const link = document.createElement('link');
  link.rel = 'manifest';
  document.head.append(link);
  effect(() => {
    link.href = manifests[language.value] ?? '';
  });
}

/** Lets the browser ask; its offer serves once. */
export async function install(): Promise<void> {
  const asked = offer.value;
  offer.value = null;
  await asked?.prompt();
}
