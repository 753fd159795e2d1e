import titles from 'virtual:titles';
import type { Language } from '../language/language';

/** The name of a skill or misconception that the hub calls by its id; the id in words when this app does not know it. */
export function title(id: string, language: Language): string {
  return titles[language]?.[id] ?? titles.en?.[id] ?? id.replace(/-/g, ' ');
}
