import type words from '../../../locale/en/extras.json';
import english from '../../../locale/en/extras.json?words';
import { translator } from '../../language/language';

/** The words of lessons and puzzles; they come with them. */
export const { t, ready } = translator<keyof typeof words>(
  english,
  () => import('../../../locale/ur/extras.json?words'),
);
