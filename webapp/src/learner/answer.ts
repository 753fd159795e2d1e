import type { Exercise } from './pack';

/** Longest answer the keypad takes. */
export const longest = 6;

/** What was given so far, after a tap on an option or a tile; tiles stand joined by commas. */
export function tapped({ item, instance }: Exercise, given: string, text: string): string {
  if (item.format !== 'order') return text;
  const row = given === '' ? [] : given.split(',');
  if (row.includes(text)) return row.filter((tile) => tile !== text).join(',');
  return instance.tiles?.includes(text) ? [...row, text].join(',') : given;
}

/** Whether what was given can be checked. */
export function complete({ item, instance }: Exercise, given: string): boolean {
  if (item.format === 'order') return given.split(',').length === instance.tiles?.length;
  return given !== '';
}

/** What was given, as the pack writes answers. */
export function response({ item }: Exercise, given: string): string {
  return item.format === 'keypad' ? String(Number(given)) : given;
}
