import type { Exercise, Instance, Paper } from '../../pack';

const longest = 9;

/** What was given so far, after a key of a keypad with a sign. */
export function keyed({ generator }: Exercise, given: string, key: string): string {
  if (given.length >= longest) return given;
  if (key === generator.sign && (given === '' || given.includes(key))) return given;
  return given + key;
}

/** After a tap: a note is laid beside the others, a tile into a group; a mark or a paper takes the place of what was there. */
export function tapped({ item }: Exercise, given: string, text: string): string {
  if (item.format === 'group') return moved(given, text);
  if (item.format !== 'money') return text;
  const laid = given === '' ? [] : given.split('+');
  return laid.length < 20 ? [...laid, text].join('+') : given;
}

/** Without the last key, note or tile. */
export function erased({ item }: Exercise, given: string): string {
  if (item.format === 'group') return given.split(',').slice(0, -1).join(',');
  if (item.format === 'money') return given.split('+').slice(0, -1).join('+');
  return item.format === 'value' || item.format === 'form' ? given.slice(0, -1) : given;
}

/** Whether what was given is whole: a number, a time, or all digits of the answer on the paper. */
export function complete({ item, instance, generator }: Exercise, given: string): boolean {
  if (item.format === 'steps') {
    const cells = given.split('|');
    return (instance.work?.cells ?? []).every(({ kind }, i) => kind !== 'digit' || !!cells[i]);
  }
  if (item.format === 'bar') return /^[1-9]/.test(given);
  if (item.format === 'group') return places(given).size === instance.tiles?.length;
  if (item.format !== 'value' && item.format !== 'form') return given !== '';
  if (generator.sign === ':') return /^\d+:\d\d$/.test(given);
  return /^\d+([./]\d+)?$/.test(given);
}

/** What was given, as the pack writes answers. */
export function response({ item, instance, generator }: Exercise, given: string): string {
  switch (item.format) {
    case 'money':
      return String(given.split('+').reduce((sum, note) => sum + Number(note), 0));
    case 'steps':
      return instance.work ? rowsOf(instance.work, given.split('|')) : given;
    case 'group':
      return inGroups(places(given), generator.groups?.length ?? 0);
    case 'line':
    case 'bar':
    case 'clock':
      return given;
    default:
      return given.replace(/(^|\/)0+(?=\d)/g, '$1');
  }
}

/** The lines of the answer from the top, joined by commas, without zeros before them. */
export function rowsOf(paper: Paper, filled: readonly string[]): string {
  const rows = paper.lines.flatMap((_, line) => {
    const row = new Array<string>(paper.columns).fill('');
    const cells = paper.cells.map((cell, i) => [cell, i] as const);
    const here = cells.filter(([cell]) => cell.line === line && cell.kind !== 'aid');
    for (const [cell, i] of here) row[cell.column] = filled[i] ?? '';
    return here.length > 0 ? [row.join('').replace(/^0+(?=\d)/, '') || '0'] : [];
  });
  return rows.join(',');
}

/** Places of the cells that may be filled next: empty, with the digits before them there; marks hold nothing up. */
export function openCells({ cells }: Paper, filled: readonly string[]): number[] {
  const held = (after: readonly number[]): boolean =>
    after.some((j) => !filled[j] && cells[j]?.kind === 'digit');
  return cells.flatMap((cell, i) => (!filled[i] && !held(cell.after ?? []) ? [i] : []));
}

/**
 * Cell by cell in the order of the paper: 1 as it should be at the first try, 2 after a change, 0 otherwise,
 * - for a place before the answer that stayed empty; a mark is . or - and never judged.
 */
export function judgedCells({ cells }: Paper, filled: readonly string[], first: readonly string[]): string {
  const judge = ({ kind, is }: Paper['cells'][number], i: number): string => {
    const text = filled[i] ?? '';
    if (kind === 'aid') return text ? '.' : '-';
    if (kind === 'lead' && (text === '' || text === '0')) return '-';
    if (text !== is) return '0';
    return (first[i] || text) === is ? '1' : '2';
  };
  return cells.map(judge).join('');
}

/** Whether two answers count as one: 10/12 is 5/6 where the value is asked. */
export function same({ item }: Exercise, a: string, b: string): boolean {
  if (item.format !== 'value') return a === b;
  const [x, y] = [parse(a), parse(b)];
  if (!x || !y) return a === b;
  return x[0] * y[1] === y[0] * x[1];
}

/** A number as a fraction of two whole numbers, exactly; null for other texts and for more than nine digits. */
export function parse(text: string): [bigint, bigint] | null {
  const found = /^(\d+)(?:\.(\d+)|\/(\d+))?$/.exec(text);
  if (!found) return null;
  const [, whole = '', decimals = '', under] = found;
  if ((whole + decimals).length > 9 || (under ?? '').length > 9) return null;
  if (under !== undefined) return BigInt(under) > 0n ? [BigInt(whole), BigInt(under)] : null;
  return [BigInt(whole + decimals), 10n ** BigInt(decimals.length)];
}

/** Whether the instance has what its way to answer needs. */
export function answerable({ item, instance, generator }: Exercise): boolean {
  const { work, answer } = instance;
  switch (item.format) {
    case 'value':
      return ['.', '/'].includes(generator.sign ?? '') && parse(answer) !== null;
    case 'form':
      return ['.', '/', ':'].includes(generator.sign ?? '');
    case 'money':
      return Array.isArray(generator.notes) && generator.notes.length > 0;
    case 'line':
      return generator.layout.kind === 'line';
    case 'bar':
      return generator.layout.kind === 'shade' && /^\d+\/\d+$/.test(answer);
    case 'clock':
      return generator.layout.kind === 'hands' && /^\d{1,2}:\d\d$/.test(answer);
    case 'group':
      return within(generator.groups, 2, 4) && within(instance.tiles, 2, 6) && paired(instance);
    case 'steps':
      return work !== undefined && work.columns <= 8 && work.lines.length <= 12 && work.cells.length <= 60;
    default:
      return false;
  }
}

/** Whether these are `least` to `most` different texts. */
const within = (texts: string[] | undefined, least: number, most: number): boolean =>
  Array.isArray(texts) &&
  texts.length >= least &&
  texts.length <= most &&
  new Set(texts).size === texts.length;

/** Whether no tile is drawn, or each. */
const paired = ({ tiles = [], pictures }: Instance): boolean =>
  pictures === undefined || pictures.length === tiles.length;

/** Where tiles were put so far, in the order they came there: `7>1,3>0` has 7 in the second group. */
export function places(given: string): Map<string, number> {
  const pairs = given.split(',').filter(Boolean);
  return new Map(pairs.map((pair) => [pair.split('>')[0] ?? '', Number(pair.split('>')[1])] as const));
}

/** After a tile was put into another group; out of all of them where the move names none. */
function moved(given: string, move: string): string {
  const tile = move.split('>')[0];
  const others = given.split(',').filter((pair) => pair && pair.split('>')[0] !== tile);
  return [...others, ...(move.endsWith('>') ? [] : [move])].join(',');
}

/** Groups as the pack writes them: `3,12|7`, in each group by value, equal ones by their text. */
export function inGroups(put: ReadonlyMap<string, number>, count: number): string {
  const groups = Array.from({ length: count }, () => [] as string[]);
  for (const [tile, place] of put) groups[place]?.push(tile);
  return groups.map((group) => group.sort(byValue).join(',')).join('|');
}

function byValue(a: string, b: string): number {
  const [x, y] = [parse(a), parse(b)];
  if (x && y && x[0] * y[1] !== y[0] * x[1]) return x[0] * y[1] < y[0] * x[1] ? -1 : 1;
  return a < b ? -1 : 1;
}
