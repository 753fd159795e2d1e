import type words from '../../locale/en/teacher.json';
import english from '../../locale/en/teacher.json?words';
import { translator } from '../language/language';

/** The words of this area. */
export const { t, ready } = translator<keyof typeof words>(
  english,
  () => import('../../locale/ur/teacher.json?words'),
);
