import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { post } from '../../hub/client';
import { language as spoken } from '../../language/language';
import { Icon } from '../../ui/icon';
import { Note } from '../../ui/note';
import { Segments } from '../../ui/segments';
import { signedOut } from '../board';
import { Fetched } from '../fetched';
import { PieceCard } from './piece';
import { parseToRecord, type ToRecord } from './shape';
import { t } from './words';
import './style.css';

export { ready } from './words';

/** Where a teacher says, once, what the youngest hear: what is said most comes first. */
export function Page() {
  const list = useSignal<ToRecord | null>(null);
  const away = useSignal(false);
  const load = async (language: string): Promise<void> => {
    const { status, body } = await post(`/teacher/voice/${language}`);
    if (status === 401 || status === 403) signedOut.value = true;
    list.value = status === 200 ? parseToRecord(body) : null;
    away.value = !list.value;
  };
  useEffect(() => void load(spoken.value), []);
  return (
    <div class="voice">
      <a class="button" href="/teacher/class">
        <Icon name="users" />
        {t('class')}
      </a>
      <p class="soft">{t('how')}</p>
      <Fetched value={list.value} trouble={away.value ? 'away' : null} again={() => void load(spoken.value)}>
        {(here) => (
          <>
            {here.languages.length > 1 && (
              <Segments
                label={t('language')}
                heading="h2"
                value={here.language}
                options={here.languages.map((value) => ({ value, label: nameOf(value) }))}
                choose={(value) => void load(value)}
              />
            )}
            <Pieces key={here.language} list={here} changed={() => load(here.language)} />
          </>
        )}
      </Fetched>
    </div>
  );
}

const nameOf = (code: string): string => (code === 'en' || code === 'ur' ? t(code) : code);

/** A hub keeps so much of a language, in MB. */
const mostMegabytes = 6;

function Pieces({ list, changed }: { list: ToRecord; changed(): Promise<void> }) {
  const { clips, recorded, bytes, language } = list;
  const at = useSignal(
    Math.max(
      0,
      clips.findIndex((one) => !one.recorded),
    ),
  );
  const piece = clips[at.value];
  const go = (by: number) => (at.value = (at.value + by + clips.length) % clips.length);
  return (
    <>
      <p class="how-far" role="status">
        <strong>{t('progress', { n: recorded, m: clips.length })}</strong>
        <span class="soft">{t('room', { used: (bytes / 1_048_576).toFixed(1), most: mostMegabytes })}</span>
      </p>
      <progress
        value={recorded}
        max={clips.length}
        aria-label={t('progress', { n: recorded, m: clips.length })}
      />
      {recorded === clips.length && <Note kind="right">{t('done')}</Note>}
      {piece && <PieceCard key={piece.key} language={language} piece={piece} go={go} changed={changed} />}
      <p class="soft">{t('tips')}</p>
      <details class="all-pieces">
        <summary>
          {t('all')}
          <Icon name="chevron-right" />
        </summary>
        <ol>
          {clips.map((one, i) => (
            <li key={one.key}>
              <button
                type="button"
                class="button"
                aria-current={i === at.value ? 'true' : undefined}
                onClick={() => (at.value = i)}
              >
                <bdi lang={language}>{one.text}</bdi>
                {one.recorded && <Icon name="check" size={20} />}
                {one.recorded && <span class="unseen">{t('has')}</span>}
              </button>
            </li>
          ))}
        </ol>
      </details>
    </>
  );
}
