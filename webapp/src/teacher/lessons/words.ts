import type words from '../../../locale/en/lessons.json';
import english from '../../../locale/en/lessons.json?words';
import { translator } from '../../language/language';

/** The words of lessons and handouts; they come with them. */
export const { t, ready } = translator<keyof typeof words>(
  english,
  () => import('../../../locale/ur/lessons.json?words'),
);
