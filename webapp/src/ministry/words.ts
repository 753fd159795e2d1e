import type words from '../../locale/en/ministry.json';
import english from '../../locale/en/ministry.json?words';
import { translator } from '../language/language';

/** The words of this area. */
export const { t, ready } = translator<keyof typeof words>(
  english,
  () => import('../../locale/ur/ministry.json?words'),
);
