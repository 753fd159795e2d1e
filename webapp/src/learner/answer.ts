import { later } from './later';
import type { Exercise } from './pack';

/** Longest answer the keypad takes. */
export const longest = 6;

const early = new Set(['keypad', 'choice', 'picture', 'order']);

/** The rules of a way to answer that is fetched apart; null for the first ones. */
const rules = ({ item }: Exercise) => (early.has(item.format) ? null : (later.value?.rules ?? null));

/** What was given so far, after a key. */
export function keyed(exercise: Exercise, given: string, key: string): string {
  if (exercise.item.format === 'keypad') return given.length < longest ? given + key : given;
  return rules(exercise)?.keyed(exercise, given, key) ?? given;
}

/** What was given so far, after a tap on an option or a tile; tiles stand joined by commas. */
export function tapped(exercise: Exercise, given: string, text: string): string {
  const { item, instance } = exercise;
  if (item.format !== 'order') return rules(exercise)?.tapped(exercise, given, text) ?? text;
  const row = given === '' ? [] : given.split(',');
  if (row.includes(text)) return row.filter((tile) => tile !== text).join(',');
  return instance.tiles?.includes(text) ? [...row, text].join(',') : given;
}

/** What was given so far without the last key or tap. */
export function erased(exercise: Exercise, given: string): string {
  if (exercise.item.format === 'order') return given.split(',').slice(0, -1).join(',');
  return rules(exercise)?.erased(exercise, given) ?? given.slice(0, -1);
}

/** Whether what was given can be checked. */
export function complete(exercise: Exercise, given: string): boolean {
  const { item, instance } = exercise;
  if (item.format === 'order') return given.split(',').length === instance.tiles?.length;
  return given !== '' && (rules(exercise)?.complete(exercise, given) ?? true);
}

/** What was given, as the pack writes answers. */
export function response(exercise: Exercise, given: string): string {
  if (exercise.item.format === 'keypad') return String(Number(given));
  return rules(exercise)?.response(exercise, given) ?? given;
}

/** Whether a response counts as the same answer: as a text, or in value where the item says so. */
export function same(exercise: Exercise, response: string, answer: string): boolean {
  return rules(exercise)?.same(exercise, response, answer) ?? response === answer;
}

/** The procedure that is known to give this wrong response. */
export function mistake(exercise: Exercise, response: string): string | null {
  const wrong = exercise.instance.wrong ?? {};
  const key = Object.keys(wrong).find((key) => same(exercise, response, key));
  return key === undefined ? null : (wrong[key] ?? null);
}
