import { signal } from '@preact/signals';

/** Which thumb types on this tablet; it follows the hand, not the language. */
export const hand = signal<'right' | 'left'>(read());

/** Moves the keys to the other side and remembers it. */
export function swapHand(): void {
  hand.value = hand.value === 'right' ? 'left' : 'right';
  try {
    localStorage.setItem('hand', hand.value);
  } catch {
    // Lasts as long as the page.
  }
}

function read(): 'right' | 'left' {
  try {
    return localStorage.getItem('hand') === 'left' ? 'left' : 'right';
  } catch {
    return 'right';
  }
}
