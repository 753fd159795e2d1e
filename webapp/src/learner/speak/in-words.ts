import { islands } from '../../language/prose';
import { t as word } from '../../ui/words';

const signs = {
  '+': 'spoken.plus',
  '−': 'spoken.minus',
  '×': 'spoken.times',
  '÷': 'spoken.by',
  '=': 'spoken.equals',
  '▢': 'spoken.box',
} as const;

/** A text with the signs of its sums as words. */
export function inWords(text: string): string {
  return islands(text)
    .map((part) => (part.sum ? part.text.replace(/\s*([+−×÷=▢])\s*/g, named) : part.text))
    .join('')
    .replace(/ {2,}/g, ' ')
    .trim();
}

const named = (_: string, sign: string): string => ` ${word(signs[sign as keyof typeof signs])} `;
