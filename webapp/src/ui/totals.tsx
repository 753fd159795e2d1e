import type { ComponentChildren } from 'preact';
import './panel.css';

/** A few figures that stand for the whole, beside each other. */
export function Totals({ children }: { children: ComponentChildren }) {
  return <ul class="totals">{children}</ul>;
}

interface TotalProps {
  value: string;
  says: string;
  /** Of how many. */
  of?: string;
  /** For tests: which figure it is, and its value as a plain number. */
  id?: string;
  count?: number;
}

/** One figure and what it counts. */
export function Total({ value, says, of, id, count }: TotalProps) {
  return (
    <li data-total={id} data-count={count}>
      <strong>{value}</strong> <span>{says}</span> {of && <small>{of}</small>}
    </li>
  );
}

/** A part of a page with its heading. */
export function Panel({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="panel">
      <h2>{title}</h2>
      {children}
    </section>
  );
}
