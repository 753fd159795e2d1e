import { figure } from '../language/date';
import { t } from './words';

/** An amount of bytes in words, as people who pay for them count. */
export function size(bytes: number): string {
  if (bytes < 1000) return t('state.bytes', { n: bytes });
  if (bytes < 1_000_000) return t('state.kb', { n: figure(Math.round(bytes / 1000)) });
  return t('state.mb', { n: figure(Math.round(bytes / 100_000) / 10) });
}
