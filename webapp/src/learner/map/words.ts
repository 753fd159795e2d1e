import type words from '../../../locale/en/map.json';
import english from '../../../locale/en/map.json?words';
import { translator } from '../../language/language';

/** The words of the map; they come with it. */
export const { t, ready } = translator<keyof typeof words>(
  english,
  () => import('../../../locale/ur/map.json?words'),
);
