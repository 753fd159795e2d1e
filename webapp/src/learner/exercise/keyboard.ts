import { useEffect, useRef } from 'preact/hooks';
import { check, erase } from '../answering';
import { next } from '../lesson';
import { feedback } from '../screen';

interface Further {
  /** A sign that is typed like a digit. */
  sign?: string | undefined;
  remove?: () => void;
}

/** Lets the keyboard do what the keys on screen do; `digit` hears every digit key. */
export function useKeyboard(digit: (digit: string) => void, { sign, remove = erase }: Further = {}): void {
  const now = useRef({ digit, remove });
  now.current = { digit, remove };
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector('dialog[open]')) return;
      const typed = event.key === sign ? sign : western(event.key);
      if (typed !== null) {
        now.current.digit(typed);
        // So that Enter checks, whatever was tapped before.
        document.querySelector<HTMLElement>('.key.go')?.focus();
      } else if (event.key === 'Backspace') now.current.remove();
      // On a focused button Enter already means that button.
      else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement))
        void (feedback.value ? next() : check());
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

/** Reads a digit of any keyboard: 0–9, ۰–۹ or ٠–٩. */
export function western(key: string): string | null {
  if (/^[0-9]$/.test(key)) return key;
  const code = key.length === 1 ? key.charCodeAt(0) : 0;
  if (code >= 0x6f0 && code <= 0x6f9) return String(code - 0x6f0);
  if (code >= 0x660 && code <= 0x669) return String(code - 0x660);
  return null;
}
