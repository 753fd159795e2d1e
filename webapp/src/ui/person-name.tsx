import { inUrdu } from '../language/names';

/** A person's name in its own script and direction; the part a child looks for first is the larger one. */
export function PersonName({ name }: { name: string }) {
  const [first = '', ...rest] = name.split(' ');
  return (
    <bdi lang={inUrdu(name) ? 'ur' : undefined}>
      {first}
      {rest.length > 0 && <small> {rest.join(' ')}</small>}
    </bdi>
  );
}
