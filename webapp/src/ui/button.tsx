import type { ComponentChildren, JSX, RefObject } from 'preact';
import { Icon } from './icon';

type Native = Omit<JSX.IntrinsicElements['button'], 'type' | 'class' | 'style'>;

interface ButtonProps extends Native {
  /** A line icon before the word; alone it needs an aria-label. */
  icon?: string;
  /** The one thing to do here. */
  main?: boolean;
  /** A button that stays down, with a tick while it is; absent for one that only acts. */
  pressed?: boolean;
  /** Submits its form. */
  submit?: boolean;
  /** A class of its own. */
  style?: string;
  /** Where its element can be reached, to give it the focus. */
  element?: RefObject<HTMLButtonElement>;
  children?: ComponentChildren;
}

/** A button: an icon, a word, or both; its state is told by a shape and not by colour alone. */
export function Button({ icon, main, pressed, submit, style, element, children, ...rest }: ButtonProps) {
  const classes = ['button', main && 'main', children === undefined && 'square', style];
  return (
    <button
      {...rest}
      {...(element && { ref: element })}
      type={submit ? 'submit' : 'button'}
      class={classes.filter(Boolean).join(' ')}
      aria-pressed={pressed}
    >
      {icon && <Icon name={icon} />}
      {children}
      {pressed && <Icon name="check" size={20} />}
    </button>
  );
}
