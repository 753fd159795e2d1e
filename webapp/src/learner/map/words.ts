import type words from '../../../locale/en/map.json';
import english from '../../../locale/en/map.json?words';
import { language, translator } from '../../language/language';
import type { Words } from '../pack';

/** The words of the map; they come with it. */
export const { t, ready } = translator<keyof typeof words>(
  english,
  () => import('../../../locale/ur/map.json?words'),
);

/** A text of the pack in the language on screen. */
export function inWords(words: Words | undefined): string {
  return words?.[language.value] ?? words?.['en'] ?? '';
}
