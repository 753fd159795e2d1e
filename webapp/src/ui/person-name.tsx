const arabicScript = /[\u0600-\u06ff]/;

/** A person's name in its own script and direction; the part a child looks for first is the larger one. */
export function PersonName({ name }: { name: string }) {
  const [first = '', ...rest] = name.split(' ');
  return (
    <bdi lang={arabicScript.test(name) ? 'ur' : undefined}>
      {first}
      {rest.length > 0 && <small> {rest.join(' ')}</small>}
    </bdi>
  );
}

/** Whether any of the names needs the Urdu typeface. */
export function anyUrdu(names: string[]): boolean {
  return names.some((name) => arabicScript.test(name));
}
