import type { JSX } from 'preact';
import './choice-card.css';
import { Icon } from './icon';

interface ChoiceCardProps extends Omit<JSX.IntrinsicElements['button'], 'type' | 'class'> {
  /** A class of its own. */
  style?: string;
  pressed: boolean;
}

/** A picture with its word that stays down once tapped, ticked and not only coloured; another tap takes it back. */
export function ChoiceCard({ style, pressed, children, ...rest }: ChoiceCardProps) {
  return (
    <button
      {...rest}
      type="button"
      class={style ? `card choice ${style}` : 'card choice'}
      aria-pressed={pressed}
    >
      {pressed && <Icon name="check" />}
      {children}
    </button>
  );
}
