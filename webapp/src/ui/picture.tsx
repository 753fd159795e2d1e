import sprite, { names } from 'virtual:pictures';

/** Names of the twelve secret pictures; the hub knows them by their place in this list. */
export const secretPictures = [
  'sun', 'moon', 'star', 'tree', 'flower', 'fish', 'bird', 'boat', 'house', 'ball', 'key', 'drum',
] as const; // prettier-ignore

/** A coloured picture by name; decoration unless it gets a label. */
export function Picture({ name, label, size = 56 }: { name: string; label?: string; size?: number }) {
  const described = label
    ? ({ role: 'img', 'aria-label': label } as const)
    : ({ 'aria-hidden': true } as const);
  return (
    <svg class="picture" width={size} height={size} viewBox="0 0 32 32" {...described}>
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}

const drawn = new Set(names);

/** The address of one picture inside the sprite, for drawings of our own; null when there is none of that name. */
export const pictureAddress = (name: string): string | null => (drawn.has(name) ? `${sprite}#${name}` : null);
