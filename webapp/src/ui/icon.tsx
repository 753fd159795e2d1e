import icons from 'virtual:icons';

/** Line icons by name: those of the learner's first files, and what later files add. */
const drawn: Record<string, string> = { ...icons };

/** Adds the icons that come with a later file; it calls this before it shows anything. */
export function addIcons(more: Record<string, string>): void {
  Object.assign(drawn, more);
}

/** A line icon by its name; always beside a word or under a labelled button. */
export function Icon({ name, size = 24 }: { name: string; size?: number }) {
  return (
    <svg
      class={directed.has(name) ? 'icon directed' : 'icon'}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      // Our own build time markup, never a person's text.
      dangerouslySetInnerHTML={{ __html: drawn[name] ?? '' }}
    />
  );
}

/** Icons that point along the line of reading and turn with it. */
const directed = new Set(['arrow-right', 'chevron-right', 'log-out']);
