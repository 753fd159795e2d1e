import { useEffect } from 'preact/hooks';
import { Icon } from '../../shared/icon';
import { check, erase, feedback, next, type, typed } from '../lesson';
import { t } from '../words';

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** The number keys, in the same order in every language; the last key checks and then goes on. */
export function Keypad() {
  useKeyboard();
  const done = feedback.value !== null;
  return (
    <div class={done ? 'keypad done' : 'keypad'} dir="ltr" role="group" aria-label={t('exercise.keypad')}>
      {digits.map((digit) => (
        <button key={digit} type="button" class="key" disabled={done} onClick={() => type(digit)}>
          {digit}
        </button>
      ))}
      <button type="button" class="key" aria-label={t('exercise.delete')} disabled={done} onClick={erase}>
        <Icon name="delete" size={30} />
      </button>
      <button type="button" class="key" disabled={done} onClick={() => type('0')}>
        0
      </button>
      <button
        type="button"
        class="key go"
        aria-label={done ? t('exercise.next') : t('exercise.check')}
        aria-disabled={!done && typed.value === ''}
        onClick={() => void (done ? next() : check())}
      >
        <Icon name={done ? 'arrow-right' : 'check'} size={34} />
      </button>
    </div>
  );
}

function useKeyboard(): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector('dialog[open]')) return;
      const digit = western(event.key);
      if (digit !== null) {
        type(digit);
        // So that Enter checks, whatever was tapped before.
        document.querySelector<HTMLElement>('.key.go')?.focus();
      } else if (event.key === 'Backspace') erase();
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
