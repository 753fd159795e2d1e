import { Fragment, options } from 'preact';
import { useEffect } from 'preact/hooks';
import { type Look, look } from './look';

/** How numbers are written on a learner's screens: in 0–9 or ۰–۹, and with commas nowhere, as in 1,00,000 or as in 100,000. */
export type Numerals = Pick<Look, 'digits' | 'grouping'>;

/** Writes the numbers of a text that is shown. What is answered stays in 0 to 9 without commas: this is for the eye alone. */
export function written(text: string, { digits, grouping }: Numerals): string {
  // What follows a point is never grouped.
  const grouped = grouping === 'ungrouped' ? text : text.replace(/\.?\d+/g, (run) => commas(run, grouping));
  if (digits === 'western') return grouped;
  return grouped.replace(/\d/g, (digit) => String.fromCharCode(0x6f0 + Number(digit)));
}

function commas(run: string, grouping: Numerals['grouping']): string {
  if (run.startsWith('.') || run.length < 4) return run;
  const ends = grouping === 'lakhs' ? /\d(?=(\d\d)+$)/g : /\d(?=(\d{3})+$)/g;
  return `${run.slice(0, -3).replace(ends, '$&,')},${run.slice(-3)}`;
}

/** Whether a learner's screens are what is drawn: a teacher's pages and their forms stay as they are. */
let drawn = false;

/** Has all that is drawn below write numbers as this tablet was told to; a change of it gives another key. */
export function useNumerals(): string {
  drawn = true;
  useEffect(() => () => void (drawn = false), []);
  return `${look.value.digits} ${look.value.grouping}`;
}

type Props = Record<string, unknown>;

/** Changes what is text among the children of an element. */
function rewrite(props: Props, told: Numerals): void {
  const one = (child: unknown): unknown => {
    if (Array.isArray(child)) return child.map(one);
    return typeof child === 'string' || typeof child === 'number' ? written(String(child), told) : child;
  };
  if ('children' in props) props['children'] = one(props['children']);
  // The hours of a clock are drawn by its style sheet.
  if ('data-hour' in props) props['data-hour'] = written(String(props['data-hour']), told);
}

// One door for every number on every screen: prompts, keys, options, drawings. The values behind them stay as they are.
const before = options.vnode;
options.vnode = (node) => {
  const told = look.value;
  const usual = told.digits === 'western' && told.grouping === 'ungrouped';
  if (drawn && !usual && (typeof node.type === 'string' || node.type === Fragment))
    rewrite(node.props as Props, told);
  before?.(node);
};
