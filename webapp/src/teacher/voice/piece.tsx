import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { post } from '../../hub/client';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icon';
import { Note } from '../../ui/note';
import { pathOf, type Piece, send } from './shape';
import { begin, type Fault, faultOf, hasMicrophone, type Running } from './take';
import { t } from './words';

interface PieceProps {
  language: string;
  piece: Piece;
  go(by: number): void;
  changed(): Promise<void>;
}

type Said = Fault | 'refused' | 'kept' | 'removed' | null;

/** One piece, large, to be said: record or bring it, listen, keep it or say it once more. */
export function PieceCard({ language, piece, go, changed }: PieceProps) {
  const take = useSignal<Blob | null>(null);
  const said = useSignal<Said>(null);
  const judge = async (file: Blob): Promise<void> => {
    const fault = await faultOf(file);
    said.value = fault;
    take.value = fault ? null : file;
  };
  const keep = async (file: Blob): Promise<void> => {
    const fault = await send(language, piece, file);
    said.value = fault ?? 'kept';
    if (fault) return;
    take.value = null;
    await changed();
  };
  const remove = async (): Promise<void> => {
    const { status } = await post(`/teacher/voice/${language}/${piece.key}/remove`, { method: 'POST' });
    said.value = status === 200 ? 'removed' : 'failed';
    if (status === 200) await changed();
  };
  const file = take.value;
  return (
    <section class="panel piece" data-key={piece.key} data-recorded={piece.recorded}>
      <p class="to-say" lang={language} dir={language === 'ur' ? 'rtl' : 'ltr'}>
        {piece.text}
      </p>
      <p class="soft">
        {t('uses', { n: piece.uses })}
        {piece.recorded && ` · ${t('has')}`}
      </p>
      {said.value && <Told said={said.value} />}
      {file ? (
        <Taken file={file} keep={() => void keep(file)} again={() => (take.value = null)} />
      ) : (
        <Sources judge={judge} told={(value) => (said.value = value)} />
      )}
      <p class="choices">
        {piece.recorded && !file && (
          <>
            <Button
              icon="volume-2"
              data-listen
              onClick={() => void new Audio(pathOf(language, piece)).play()}
            >
              {t('listen')}
            </Button>
            <Button icon="undo-2" data-remove onClick={() => void remove()}>
              {t('remove')}
            </Button>
          </>
        )}
        <Button onClick={() => go(-1)}>{t('before')}</Button>
        <Button data-next onClick={() => go(1)}>
          {t('next')}
        </Button>
      </p>
    </section>
  );
}

function Told({ said }: { said: NonNullable<Said> }) {
  return <Note kind={said === 'kept' || said === 'removed' ? 'right' : 'error'}>{t(said)}</Note>;
}

/** What was just said, to listen to before it is kept. */
function Taken({ file, keep, again }: { file: Blob; keep(): void; again(): void }) {
  const url = useRef('');
  useEffect(() => {
    url.current = URL.createObjectURL(file);
    return () => URL.revokeObjectURL(url.current);
  }, [file]);
  return (
    <p class="choices taken">
      <Button icon="volume-2" data-hear onClick={() => void new Audio(url.current).play()}>
        {t('listen')}
      </Button>
      <Button icon="check" main data-keep onClick={keep}>
        {t('keep')}
      </Button>
      <Button icon="refresh-cw" onClick={again}>
        {t('again')}
      </Button>
    </p>
  );
}

interface SourcesProps {
  judge(file: Blob): Promise<void>;
  told(said: Said): void;
}

/** A microphone where the browser gives one, and the phone's own recorder everywhere. */
function Sources({ judge, told }: SourcesProps) {
  const running = useSignal<Running | null>(null);
  useEffect(() => () => void running.value?.stop(), []);
  const stop = async (): Promise<void> => {
    const now = running.value;
    running.value = null;
    if (now) await judge(await now.stop());
  };
  const start = async (): Promise<void> => {
    told(null);
    try {
      running.value = await begin(() => void stop());
    } catch {
      told('refused');
    }
  };
  const chosen = async (input: HTMLInputElement): Promise<void> => {
    const file = input.files?.[0];
    if (file) await judge(file);
    input.value = '';
  };
  return (
    <>
      {!hasMicrophone() && <Note kind="help">{t('noMicrophone')}</Note>}
      <p class="choices sources">
        {hasMicrophone() &&
          (running.value ? (
            <Button icon="square" main data-stop onClick={() => void stop()}>
              {t('stop')}
            </Button>
          ) : (
            <Button icon="mic" main data-record onClick={() => void start()}>
              {t('record')}
            </Button>
          ))}
        {!running.value && (
          <label class="button file">
            <Icon name="package" />
            {t('file')}
            <input
              type="file"
              accept="audio/*"
              capture="user"
              onChange={(event) => void chosen(event.currentTarget)}
            />
          </label>
        )}
      </p>
      <p role="status">{running.value && t('recording')}</p>
    </>
  );
}
