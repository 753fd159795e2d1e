import renderToString from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { fill, islands, Prose, Sum } from './prose';

describe('fill', () => {
  it('puts values into their places and leaves unknown places visible', () => {
    expect(fill('{a} + {b} = {c}', { a: 3, b: '4' })).toBe('3 + 4 = {c}');
    expect(fill('no places', { a: 1 })).toBe('no places');
    expect(fill('{zero}', { zero: 0 })).toBe('0');
  });
});

describe('islands', () => {
  const sums = (text: string): string[] => islands(text).flatMap((part) => (part.sum ? [part.text] : []));

  it.each([
    ['اکائیاں: 12 − 3 = 9۔ دہائیاں: 8 − 4 = 4۔', ['12 − 3 = 9', '8 − 4 = 4']],
    ['1 2 3 4 5', ['1 2 3 4 5']],
    ['کتنے 5؟', ['5']],
    ['کیا 3 < 5 درست ہے؟', ['3 < 5']],
    ['نشان + کا مطلب', []],
    ['', []],
    ['6 × 7 ÷ 2', ['6 × 7 ÷ 2']],
    ['3 + ▢ = 7۔', ['3 + ▢ = 7']],
    ['حصہ 1/4 ہے', ['1/4']],
  ])('finds the sums of "%s"', (text, expected) => {
    expect(sums(text)).toEqual(expected);
  });

  it('loses no character', () => {
    for (const text of ['a 1 b 2', '3', ' 3 ', 'x + 3 − y', '12 − 3 = 9۔'])
      expect(islands(text).map((part) => part.text).join('')).toBe(text); // prettier-ignore
  });
});

it('keeps a sum left to right inside a sentence of the other direction', () => {
  expect(renderToString(<Prose text="جواب: 92 − 43 = 49" />)).toBe(
    'جواب: <bdi class="island" dir="ltr">92 − 43 = 49</bdi>',
  );
});

describe('where a line may break', () => {
  const html = (text: string): string => renderToString(<Prose text={text} />);

  it.each([
    ['آخری عدد 9 ہے۔ یہ 9۔', '<span class="kept"><bdi class="island" dir="ltr">9</bdi>۔</span>'],
    ['Count to 10.', '<span class="kept"><bdi class="island" dir="ltr">10</bdi>.</span>'],
    ['What time is it (11:30)?', '<span class="kept">(<bdi class="island" dir="ltr">11:30</bdi>)?</span>'],
    ['1/6 + 1/5.', '.</span>'],
  ])('"%s" keeps its marks with the sum', (text, kept) => {
    expect(html(text)).toContain(kept);
    expect(html(text).replace(/<[^>]*>/g, '')).toBe(text);
  });

  it('a row of numbers may go on in the next line, its full stop with the last of them', () => {
    expect(html('گنیں: 1 2 3 4 5 6 7 8 9۔')).toBe(
      'گنیں: <bdi class="island long" dir="ltr">1 2 3 4 5 6 7 8 9</bdi>۔',
    );
  });

  it.each(['12, 13', '5 8', '«3» اور «4»', '(1) (2)', '9۔4', '...7...'])(
    'no character of "%s" is lost',
    (text) => {
      expect(html(text).replace(/<[^>]*>/g, '')).toBe(text);
    },
  );
});

describe('a fraction', () => {
  const plain = (html: string): string => html.replace(/<[^>]*>/g, '');

  it('stands one number over the other, left to right inside a sentence of the other direction', () => {
    const html = renderToString(<Prose text="جواب: 1/2 + 3/4 = 5/4 ہے" />);
    expect(html.match(/<bdi class="island" dir="ltr">/g)).toHaveLength(1);
    expect(html.match(/<span class="over"><span>\d<\/span><span class="unseen">\/<\/span><span>\d<\/span><\/span>/g)).toHaveLength(3); // prettier-ignore
    expect(plain(html)).toBe('جواب: 1/2 + 3/4 = 5/4 ہے');
  });

  it.each(['3 + 4 = ▢', '2 + 3/4 = ▢/4', '12/100', '7/▢ = 1', 'no sum', ''])(
    'loses nothing of "%s"',
    (text) => {
      expect(plain(renderToString(<Sum text={text} />))).toBe(text);
    },
  );

  it('holds what is typed in its empty box, as it is typed', () => {
    const html = renderToString(<Sum text="2 + 3/4 = ▢/4" box={<b>1/2</b>} />);
    expect(html).toContain('<span class="over"><span><b>1/2</b></span>');
    expect(renderToString(<Sum text="7:05 − 0.5" />)).toBe('7:05 − 0.5');
  });
});

it('never reads markup out of a pack', () => {
  expect(renderToString(<Prose text={'<img src=x onerror=alert(1)>'} />)).not.toContain('<img');
});

it('shows the form of a word that the value names, or that another value says', () => {
  const words = { 'word.egg.many': 'eggs', 'word.egg.one': 'egg' };
  expect(fill('{n} {thing:many}', { n: 2, thing: 'egg' }, words)).toBe('2 eggs');
  expect(fill('{n} {thing:f}', { n: 1, thing: 'egg', f: 'one' }, words)).toBe('1 egg');
  expect(fill('{thing:oblique}', { thing: 'egg' }, words)).toBe('{thing:oblique}');
});
