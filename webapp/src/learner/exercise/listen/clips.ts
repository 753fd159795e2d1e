import words from '../../../../../internal/speech/words.json';

/** How one language says numbers and signs; internal/speech has the same grammar, and one file of cases binds both. */
interface Vocabulary {
  below: string[];
  tens: string[];
  hundred: string;
  thousand: string;
  lakh: string;
  crore: string;
  point: string;
  over: string;
  oclock: string;
  hour: string;
  signs: Record<string, string>;
  parts: Record<string, string>;
  quarters?: Record<string, string>;
}

const vocabularies: Record<string, Vocabulary> = words;
const number = /\d+(?:,\d{2,3})*(?:[.:/]\d+)?|[+−×÷=▢]/g;
const edges = /^[ .,:;?!،۔؟؛\u2003\n\u2068\u2069]+|[ .,:;?!،۔؟؛\u2003\n\u2068\u2069]+$/g;
/** The largest number that is said as one. */
const most = 999_999_999;

/** Cuts a text into what is recorded, in the order it is said; none in a language without words. */
export function clipsOf(language: string, text: string): string[] {
  const v = vocabularies[language];
  if (!v) return [];
  const clips: string[] = [];
  let end = 0;
  const segment = (piece: string): void => {
    const clip = piece.replace(edges, '');
    if (clip) clips.push(clip);
  };
  for (const { 0: token, index } of text.matchAll(number)) {
    segment(text.slice(end, index));
    clips.push(...say(v, token));
    end = index + token.length;
  }
  segment(text.slice(end));
  return clips;
}

function say(v: Vocabulary, token: string): string[] {
  const one = v.signs[token] ?? v.parts[token];
  if (one !== undefined) return [one];
  const plain = token.replace(/,/g, '');
  const [whole = '', rest] = plain.split(/[.:/]/);
  if (rest === undefined) return wholeOf(v, plain);
  if (plain.includes(':')) return timeOf(v, whole, rest);
  if (plain.includes('/')) return [...wholeOf(v, whole), v.over, ...wholeOf(v, rest)];
  return decimalOf(v, whole, rest);
}

const digitsOf = (v: Vocabulary, digits: string): string[] => [...digits].map((d) => v.below[Number(d)]!);
const wholeOf = (v: Vocabulary, digits: string): string[] =>
  Number(digits) > most ? digitsOf(v, digits) : numberOf(v, Number(digits));

function numberOf(v: Vocabulary, n: number): string[] {
  const one = v.below[n];
  if (one !== undefined) return [one];
  const units = [[10_000_000, v.crore], [100_000, v.lakh], [1000, v.thousand], [100, v.hundred]] as const; // prettier-ignore
  const rest = (n: number): string[] => (n === 0 ? [] : numberOf(v, n));
  for (const [size, word] of units)
    if (n >= size) return [...numberOf(v, Math.floor(n / size)), word, ...rest(n % size)];
  return [v.tens[Math.floor(n / 10)]!, ...rest(n % 10)];
}

/** So many quarters with the word that the language has for them. */
function quarterOf(v: Vocabulary, whole: number, quarters: number): string[] | null {
  const q = v.quarters;
  if (!q || quarters === 0 || whole === 0) return null;
  if (quarters === 2 && whole === 1) return [q['one and a half']!];
  if (quarters === 2 && whole === 2) return [q['two and a half']!];
  if (quarters === 3) return [q['less a quarter']!, ...numberOf(v, whole + 1)];
  return [q[quarters === 1 ? 'and a quarter' : 'and a half']!, ...numberOf(v, whole)];
}

function decimalOf(v: Vocabulary, whole: string, rest: string): string[] {
  const quarters = { '25': 1, '5': 2, '50': 2, '75': 3 }[rest] ?? 0;
  const short = quarterOf(v, Number(whole), quarters);
  if (short) return short;
  if (Number(whole) === 0 && v.quarters && quarters === 2) return [v.parts['1/2']!];
  return [...wholeOf(v, whole), v.point, ...digitsOf(v, rest)];
}

function timeOf(v: Vocabulary, hour: string, minute: string): string[] {
  const [h, m] = [Number(hour), Number(minute)];
  if (m % 15 === 0 && h >= 1 && h <= 12) {
    // A quarter to one is at 12:45.
    const toOne = m === 45 && h === 12 && v.quarters;
    const short = toOne ? [v.quarters!['less a quarter']!, ...numberOf(v, 1)] : quarterOf(v, h, m / 15);
    if (short) return [...short, v.oclock];
  }
  if (m === 0) return [...wholeOf(v, hour), v.oclock];
  const between = v.hour ? [v.hour] : m < 10 ? [v.below[0]!] : [];
  return [...wholeOf(v, hour), ...between, ...numberOf(v, m)];
}
