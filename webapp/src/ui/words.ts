import type words from '../../locale/en/ui.json';
import english from '../../locale/en/ui.json?words';
import { translator } from '../language/language';

/** The words of parts that belong to no page; not in the learner's first files. */
export const { t, ready } = translator<keyof typeof words>(
  english,
  () => import('../../locale/ur/ui.json?words'),
);
