import type { ComponentChildren } from 'preact';
import { Icon } from './icon';

interface KeysProps {
  /** What the keys are, for who hears them. */
  label: string;
  /** The answer is given; keys that enter it are over. */
  done: boolean;
  /** How they are laid out, where they are no digits, and how many there are to choose from. */
  layout?: string;
  count?: number;
  /** A sign stands beside the digits. */
  signed?: boolean;
  /** Which way they run; digits left to right, what is laid out otherwise as the language does. */
  dir?: 'ltr';
  children: ComponentChildren;
}

/** A group of keys under the thumb. */
export function Keys({ label, done, layout, count, signed = false, dir, children }: KeysProps) {
  const classes = ['keypad', layout, signed && 'signed', done && 'done'].filter(Boolean).join(' ');
  return (
    <div class={classes} dir={layout ? dir : 'ltr'} data-options={count} role="group" aria-label={label}>
      {children}
    </div>
  );
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

interface KeypadProps extends EraseProps {
  label: string;
  /** A key beside the digits, such as the point. */
  sign?: string | undefined;
  type(key: string): void;
  /** The last key, which checks and then goes on. */
  go: ComponentChildren;
}

/** The number keys, in the same order in every language. */
export function Keypad({ label, done, sign, type, erase, erases, go }: KeypadProps) {
  const key = (digit: string) => (
    <button
      key={digit}
      type="button"
      class={digit === sign ? 'key sign' : 'key'}
      disabled={done}
      onClick={() => type(digit)}
    >
      {digit}
    </button>
  );
  return (
    <Keys label={label} done={done} signed={sign !== undefined}>
      {sign !== undefined && key(sign)}
      {digits.map(key)}
      <EraseKey done={done} erase={erase} erases={erases} />
      {key('0')}
      {go}
    </Keys>
  );
}

interface EraseProps {
  done: boolean;
  erase(): void;
  /** Its name for who hears it. */
  erases: string;
}

/** Takes the last digit or tile back. */
export function EraseKey({ done, erase, erases }: EraseProps) {
  return (
    <button type="button" class="key erase" aria-label={erases} disabled={done} onClick={erase}>
      <Icon name="delete" size={30} />
    </button>
  );
}

interface GoKeyProps {
  label: string;
  done: boolean;
  /** It stays in reach before that, and does nothing. */
  ready: boolean;
  go(): void;
}

/** Checks and then goes on; it stands in the same place for every way to answer. */
export function GoKey({ label, done, ready, go }: GoKeyProps) {
  return (
    <button type="button" class="key go" aria-label={label} aria-disabled={!ready} onClick={go}>
      <Icon name={done ? 'arrow-right' : 'check'} size={34} />
    </button>
  );
}

interface OptionKeyProps {
  value: string;
  /** Its place from 1, which is also its key. */
  place: number;
  chosen: boolean;
  done: boolean;
  /** After the answer: this is the one, or this was chosen and is not. */
  mark?: 'right' | 'tried' | null;
  /** Its name for who hears it, where a picture stands for it. */
  label?: string | undefined;
  tap(): void;
  children: ComponentChildren;
}

/** One of the answers to choose from; a tap chooses and does not check. */
export function OptionKey({ value, place, chosen, done, mark, label, tap, children }: OptionKeyProps) {
  return (
    <button
      type="button"
      class={mark ? `key option ${mark}` : 'key option'}
      data-value={value}
      aria-pressed={chosen}
      aria-keyshortcuts={String(place)}
      aria-label={label}
      disabled={done}
      onClick={tap}
    >
      {children}
      {mark && <Icon name={mark === 'right' ? 'check' : 'pencil-line'} />}
    </button>
  );
}
