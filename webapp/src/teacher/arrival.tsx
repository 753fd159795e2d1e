import { useSignal } from '@preact/signals';
import { isRecord } from '../sync/plan';
import { Button } from '../ui/button';
import { Note } from '../ui/note';
import { plain } from './code';
import { mostBytes, sendFile } from './file';
import { FileButton } from './file-button';
import { t } from './words';

/** Letters and digits of the code on the paper. */
const codeLength = 26;

/** Who came, and how much of her was not here before. */
export interface Arrived {
  learner: string;
  name: string;
  ops: number;
}

type Failure = 'letters' | 'closed' | 'damaged' | 'forgotten' | 'full' | 'newer' | 'failed';

type State =
  { is: 'idle' } | { is: 'reading' } | { is: 'here'; child: Arrived } | { is: 'trouble'; why: Failure };

/** A child comes from another school with a file and a paper. */
export function Arrival({ changed }: { changed(): Promise<unknown> }) {
  const file = useSignal<File | null>(null);
  const state = useSignal<State>({ is: 'idle' });
  const take = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const code = plain(String(new FormData(event.currentTarget as HTMLFormElement).get('code')));
    if (!file.value || code.length !== codeLength)
      return void (state.value = { is: 'trouble', why: 'letters' });
    state.value = { is: 'reading' };
    state.value = await arrive(file.value, code);
    if (state.value.is === 'here') await changed();
  };
  return (
    <details class="arrival">
      <summary>
        <h2>{t('arrival')}</h2>
      </summary>
      <p>{t('arrival.how')}</p>
      <form onSubmit={(event) => void take(event)}>
        <FileButton accept=".darasa" take={([chosen]) => (file.value = chosen ?? null)}>
          {t('arrival.file')}
        </FileButton>
        {file.value && (
          <p class="soft" dir="ltr">
            {file.value.name}
          </p>
        )}
        <label>
          {t('arrival.code')}
          <input
            name="code"
            dir="ltr"
            required
            maxLength={60}
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            placeholder="XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-X"
          />
        </label>
        <Outcome state={state.value} />
        <div class="choices">
          <Button main submit disabled={!file.value || state.value.is === 'reading'}>
            {t('arrival.take')}
          </Button>
        </div>
      </form>
    </details>
  );
}

/** What came of it, in words. */
function Outcome({ state }: { state: State }) {
  switch (state.is) {
    case 'idle':
      return null;
    case 'reading':
      return <Note kind="loading">{t('carry.bringing')}</Note>;
    case 'trouble':
      return <Note kind="error">{t(`arrival.${state.why}`)}</Note>;
    case 'here':
      return <Welcome child={state.child} />;
  }
}

/** Who is here now, and what is left to do. */
export function Welcome({ child: { learner, name, ops } }: { child: Arrived }) {
  return (
    <Note kind="right">
      <p>
        <strong>
          <bdi>{name}</bdi>
        </strong>
        : {t('arrival.here', { n: ops })}
      </p>
      <p class="choices">
        <a class="button" href={`/teacher/pupil/${learner}`}>
          {t('arrival.page')}
        </a>
        <a class="button" href="/teacher/print/cards">
          {t('cards')}
        </a>
      </p>
    </Note>
  );
}

/** What an answer of the hub means for whoever stands there with file and paper. */
export function failureOf(status: number): Failure {
  const known: Record<number, Failure> = {
    400: 'damaged',
    404: 'closed',
    409: 'forgotten',
    413: 'full',
    426: 'newer',
  };
  return known[status] ?? 'failed';
}

async function arrive(file: File, code: string): Promise<State> {
  if (file.size > mostBytes) return { is: 'trouble', why: 'damaged' };
  try {
    const response = await sendFile('/teacher/arrivals', file, code);
    const child = response.ok ? parseArrived(await response.json()) : null;
    return child ? { is: 'here', child } : { is: 'trouble', why: failureOf(response.status) };
  } catch {
    return { is: 'trouble', why: 'failed' };
  }
}

/** Reads who came from an untrusted value. */
export function parseArrived(value: unknown): Arrived | null {
  if (!isRecord(value) || typeof value['learner'] !== 'string') return null;
  return { learner: value['learner'], name: String(value['name'] ?? ''), ops: Number(value['ops']) || 0 };
}
