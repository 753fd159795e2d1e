import type { ComponentChildren } from 'preact';

interface PartProps {
  title: string;
  /** Beside each other as far as they fit, or one below the other; those of adults in smaller print. */
  style?: 'row' | 'column' | 'halves' | 'adults';
  children: ComponentChildren;
}

/** One kind of component under its heading. */
export function Part({ title, style = 'column', children }: PartProps) {
  return (
    <section class={`sample ${style}`}>
      <h2>{title}</h2>
      <div>{children}</div>
    </section>
  );
}
