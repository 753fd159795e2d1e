import type words from '../../../../locale/en/tools.json';
import english from '../../../../locale/en/tools.json?words';
import { translator } from '../../../language/language';

/** The words of the tools; they come with them. */
export const { t, ready } = translator<keyof typeof words>(
  english,
  () => import('../../../../locale/ur/tools.json?words'),
);
