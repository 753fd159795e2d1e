import { type ComponentChildren, Fragment } from 'preact';

// A run of digits and empty boxes with the signs between them: one sum, read left to right.
const sum = /[\d▢](?:(?:[\d▢\s+−×÷=/]|[.:](?=\d))*[\d▢])?/g;

/**
 * Fills `{name}` places with an instance's values, and `{name:form}` with a form of the word that
 * the value names; a place without a value stays as it is.
 */
export function fill(
  template: string,
  values: Record<string, number | string>,
  words: Record<string, string> = {},
): string {
  return template.replace(/\{(\w+)(?::(\w+))?\}/g, (place, name: string, form?: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return form ? (words[`word.${value}.${values[form] ?? form}`] ?? place) : String(value);
  });
}

/** Cuts text into words and sums, so that a sum can be kept left to right inside Urdu. */
export function islands(text: string): { text: string; sum: boolean }[] {
  const parts: { text: string; sum: boolean }[] = [];
  let end = 0;
  for (const match of text.matchAll(sum)) {
    if (match.index > end) parts.push({ text: text.slice(end, match.index), sum: false });
    parts.push({ text: match[0], sum: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), sum: false });
  return parts;
}

const fraction = /([\d▢]+\/[\d▢]+)/;

interface SumProps {
  text: string;
  /** What stands in the place of an empty box. */
  box?: ComponentChildren;
}

/** A sum as a child writes it: fractions stand one number over the other. Copied or read aloud it is the text it was. */
export function Sum({ text, box = '▢' }: SumProps) {
  const boxed = (piece: string) =>
    piece.split('▢').map((between, i) => (
      <Fragment key={i}>
        {i > 0 && box}
        {between}
      </Fragment>
    ));
  return (
    <>
      {text.split(fraction).map((piece, i) => {
        if (i % 2 === 0) return boxed(piece);
        const [top = '', bottom = ''] = piece.split('/');
        return (
          <span key={i} class="over">
            <span>{boxed(top)}</span>
            <span class="unseen">/</span>
            <span>{boxed(bottom)}</span>
          </span>
        );
      })}
    </>
  );
}

/** Text to read, with its sums as left-to-right islands that stay on one line. */
export function Prose({ text }: { text: string }) {
  return (
    <>
      {islands(text).map((part, i) => (
        <Fragment key={i}>
          {part.sum ? (
            <bdi class="island" dir="ltr">
              <Sum text={part.text} />
            </bdi>
          ) : (
            part.text
          )}
        </Fragment>
      ))}
    </>
  );
}
