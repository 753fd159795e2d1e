import type words from '../../../locale/en/components.json';
import english from '../../../locale/en/components.json?words';
import { translator } from '../../language/language';

/** What the components say on their own page, which no school sees. */
export const { t, ready } = translator<keyof typeof words>(
  english,
  () => import('../../../locale/ur/components.json?words'),
);
