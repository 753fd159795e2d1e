import { type ComponentChildren, Fragment } from 'preact';

// A run of digits and empty boxes with the signs between them: one sum, read left to right.
const sum = /[\d▢](?:(?:[\d▢\s+−×÷=<>/]|[.:](?=\d))*[\d▢])?/g;

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

/** A sum of so many signs fits any line and is never broken; a longer one, such as a row of numbers, may be. */
const unbroken = 14;
const opening = /[([{"'“‘«]+$/;
const closing = /^[.,:;!?%)\]}"'”’»،؛؟۔]+/;

/** A sum with the marks that touch it, which never stand at the edge of a line without it. */
function Island({ before, text, after }: { before: string; text: string; after: string }) {
  // A fraction is as wide as one of its numbers.
  const short = text.replace(/\/[\d▢]+/g, '').length <= unbroken;
  const island = (
    <bdi class={short ? 'island' : 'island long'} dir="ltr">
      <Sum text={text} />
    </bdi>
  );
  if (!short || before + after === '')
    return (
      <>
        {before}
        {island}
        {after}
      </>
    );
  return (
    <span class="kept">
      {before}
      {island}
      {after}
    </span>
  );
}

/** Text to read, with its sums as left-to-right islands that stay on one line, together with the marks around them. */
export function Prose({ text }: { text: string }) {
  const parts = islands(text);
  const touching = (i: number, marks: RegExp): string =>
    parts[i]?.sum === false ? (marks.exec(parts[i].text)?.[0] ?? '') : '';
  return (
    <>
      {parts.map((part, i) =>
        part.sum ? (
          <Island
            key={i}
            before={touching(i - 1, opening)}
            text={part.text}
            after={touching(i + 1, closing)}
          />
        ) : (
          <Fragment key={i}>{between(part.text, i > 0, i < parts.length - 1)}</Fragment>
        ),
      )}
    </>
  );
}

/** Words without the marks that went to the sums beside them. */
function between(text: string, afterSum: boolean, beforeSum: boolean): string {
  const rest = afterSum ? text.replace(closing, '') : text;
  return beforeSum ? rest.replace(opening, '') : rest;
}
