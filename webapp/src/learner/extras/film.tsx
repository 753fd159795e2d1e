import { useSignal } from '@preact/signals';
import { Note } from '../../ui/note';
import type { Film } from '../extras';
import { t } from './words';

/** A film or talk beside the screens of a lesson; it plays from the hub, a piece at a time. */
export function FilmView({ film: { type, path } }: { film: Film }) {
  const away = useSignal(false);
  if (away.value) return <Note kind="offline">{t('film.away')}</Note>;
  const how = { src: path, controls: true, preload: 'none', onError: () => (away.value = true) } as const;
  return type.startsWith('audio/') ? (
    <audio class="lesson-film" aria-label={t('talk')} {...how} />
  ) : (
    <video class="lesson-film" aria-label={t('film')} playsInline {...how} />
  );
}
