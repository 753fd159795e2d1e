import type words from '../../locale/en/learner.json';
import english from '../../locale/en/learner.json?words';
import { translator } from '../language/language';

/** The learner's words. */
export const { t, ready } = translator<keyof typeof words>(
  english,
  () => import('../../locale/ur/learner.json?words'),
);
