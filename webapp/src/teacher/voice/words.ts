import type words from '../../../locale/en/voice.json';
import english from '../../../locale/en/voice.json?words';
import { translator } from '../../language/language';

/** The words of the page where a teacher records; they come with it. */
export const { t, ready } = translator<keyof typeof words>(
  english,
  () => import('../../../locale/ur/voice.json?words'),
);
