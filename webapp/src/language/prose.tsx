import { Fragment } from 'preact';

// A run of digits and empty boxes with the signs between them: one sum, read left to right.
const sum = /[\d▢](?:(?:[\d▢\s+−×÷=/]|[.:](?=\d))*[\d▢])?/g;

/** Fills `{name}` places with an instance's values; a place without a value stays as it is. */
export function fill(template: string, values: Record<string, number | string>): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
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

/** Text to read, with its sums as left-to-right islands that stay on one line. */
export function Prose({ text }: { text: string }) {
  return (
    <>
      {islands(text).map((part, i) => (
        <Fragment key={i}>
          {part.sum ? (
            <bdi class="island" dir="ltr">
              {part.text}
            </bdi>
          ) : (
            part.text
          )}
        </Fragment>
      ))}
    </>
  );
}
