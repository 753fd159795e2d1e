import { useSignal } from '@preact/signals';
import { base } from '../hub/client';
import { figure } from '../language/date';
import { isRecord } from '../sync/plan';
import { Button } from '../ui/button';
import { Note } from '../ui/note';
import { keep, mostBytes, sendFile } from './file';
import { FileButton } from './file-button';
import { t } from './words';

/** What came of the files brought. */
export interface Brought {
  files: number;
  receipts: number;
  segments: number;
  others: number;
  problems: string[];
}

/** Why a file was not even read, or none was given. */
export type Trouble = 'tooLarge' | 'noCloud' | 'failed';

type State =
  | { is: 'idle' }
  | { is: 'taking' | 'bringing' }
  | { is: 'taken'; bytes: number }
  | { is: 'brought'; sum: Brought }
  | { is: 'trouble'; why: Trouble };

/** What waits is carried to the ministry, and back, as a file on this phone. */
export function Carry() {
  const state = useSignal<State>({ is: 'idle' });
  const busy = state.value.is === 'taking' || state.value.is === 'bringing';
  const take = async (): Promise<void> => {
    state.value = { is: 'taking' };
    state.value = await fetchBundle();
  };
  const bring = async (files: File[]): Promise<void> => {
    state.value = { is: 'bringing' };
    state.value = await sendBundles(files);
  };
  return (
    <section class="panel carry">
      <h2>{t('carry')}</h2>
      <p>{t('carry.how')}</p>
      <div class="choices">
        <Button icon="arrow-up" style="take" disabled={busy} onClick={() => void take()}>
          {t('carry.take')}
        </Button>
        <FileButton accept=".darasa" multiple disabled={busy} take={(files) => void bring(files)}>
          {t('carry.bring')}
        </FileButton>
      </div>
      <Outcome state={state.value} />
    </section>
  );
}

/** What came of it, in words. */
function Outcome({ state }: { state: State }) {
  switch (state.is) {
    case 'idle':
      return null;
    case 'taking':
    case 'bringing':
      return <Note kind="loading">{t(`carry.${state.is}`)}</Note>;
    case 'taken':
      return (
        <Note kind="right">
          {t('carry.taken', { size: figure(Math.max(1, Math.round(state.bytes / 1000))) })}
        </Note>
      );
    case 'trouble':
      return <Note kind="error">{t(`carry.${state.why}`)}</Note>;
    case 'brought':
      return <Told sum={state.sum} />;
  }
}

/** Files brought, each kind of outcome with its sentence; the hub's own words for a problem below. */
export function Told({ sum }: { sum: Brought }) {
  const { files, receipts, segments, others, problems } = sum;
  return (
    <>
      {files > 0 && (problems.length === 0 || receipts + segments > 0) && (
        <Note kind="right">{t('carry.brought', { receipts, segments })}</Note>
      )}
      {others > 0 && <Note kind="not-yet">{t('carry.others', { n: others })}</Note>}
      {problems.length > 0 && (
        <Note kind="error">
          <p>{t('carry.problems', { n: problems.length })}</p>
          {problems.map((problem) => (
            <p key={problem} class="soft" dir="ltr" lang="en">
              {problem}
            </p>
          ))}
        </Note>
      )}
    </>
  );
}

/** Fetches what waits and hands it to the browser to keep. */
async function fetchBundle(): Promise<State> {
  try {
    const response = await fetch(`${base}/teacher/bundle`, { redirect: 'error' });
    if (!response.ok) return { is: 'trouble', why: response.status === 404 ? 'noCloud' : 'failed' };
    return { is: 'taken', bytes: await keep(response, 'to-the-ministry.darasa') };
  } catch {
    return { is: 'trouble', why: 'failed' };
  }
}

/** Hands files to the hub one after the other. */
async function sendBundles(files: File[]): Promise<State> {
  const sum: Brought = { files: 0, receipts: 0, segments: 0, others: 0, problems: [] };
  for (const file of files) {
    if (file.size > mostBytes) return { is: 'trouble', why: 'tooLarge' };
    try {
      const response = await sendFile('/teacher/bundle', file);
      const one = response.ok ? parseBrought(await response.json()) : null;
      if (!one) return { is: 'trouble', why: response.status === 404 ? 'noCloud' : 'failed' };
      add(sum, one);
    } catch {
      return { is: 'trouble', why: 'failed' };
    }
  }
  return { is: 'brought', sum };
}

function add(sum: Brought, one: Brought): void {
  for (const name of ['files', 'receipts', 'segments', 'others'] as const) sum[name] += one[name];
  sum.problems.push(...one.problems);
}

/** Reads what came of a file from an untrusted value. */
export function parseBrought(value: unknown): Brought | null {
  if (!isRecord(value) || !Array.isArray(value['problems'])) return null;
  const n = (name: string): number => Number(value[name]) || 0;
  return {
    files: n('files'),
    receipts: n('receipts'),
    segments: n('segments'),
    others: n('others'),
    problems: value['problems'].map(String),
  };
}
