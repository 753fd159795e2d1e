import type { ComponentChildren, JSX } from 'preact';
import { Icon } from './icon';
import { Picture } from './picture';

interface GridProps {
  label?: string;
  /** Twelve small ones, or people's cards with names. */
  style?: 'twelve';
  children: ComponentChildren;
}

/** Pictures to choose from, laid out to fill the width. */
export function PictureGrid({ label, style, children }: GridProps) {
  return (
    <ul class={style ? `grid ${style}` : 'grid'} aria-label={label}>
      {children}
    </ul>
  );
}

interface PictureCardProps extends Omit<JSX.IntrinsicElements['button'], 'type' | 'class'> {
  picture: string;
  /** Already chosen: ticked, and not to be tapped again. */
  chosen?: boolean;
  /** The word under it; without one it needs an aria-label. */
  children?: ComponentChildren;
}

/** One picture to tap, with its word. */
export function PictureCard({ picture, chosen, children, ...rest }: PictureCardProps) {
  return (
    <li>
      <button {...rest} type="button" class={chosen ? 'card chosen' : 'card'} disabled={chosen}>
        {chosen && <Icon name="check" />}
        <Picture name={picture} />
        {children}
      </button>
    </li>
  );
}
