import type words from '../../../locale/en/end.json';
import english from '../../../locale/en/end.json?words';
import { translator } from '../../language/language';

/** The words of the end page. */
export const { t, ready } = translator<keyof typeof words>(
  english,
  () => import('../../../locale/ur/end.json?words'),
);
