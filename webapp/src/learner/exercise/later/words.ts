import type words from '../../../../locale/en/exercise.json';
import english from '../../../../locale/en/exercise.json?words';
import { translator } from '../../../language/language';

/** The words of the later exercises; they come with them. */
export const { t, ready } = translator<keyof typeof words>(
  english,
  () => import('../../../../locale/ur/exercise.json?words'),
);
