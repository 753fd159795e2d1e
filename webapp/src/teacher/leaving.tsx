import { useSignal } from '@preact/signals';
import { base } from '../hub/client';
import { figure } from '../language/date';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { Note } from '../ui/note';
import { Code } from './code';
import { codeHeader, keep } from './file';
import { Forget } from './forget';
import type { Pupil } from './pupil';
import { t } from './words';
import './leaving.css';

interface Props {
  pupil: Pupil;
  /** Called when the child was forgotten. */
  gone(): void;
}

/** A child leaves: to another school with a file, or for ever. */
export function Leaving({ pupil, gone }: Props) {
  const asked = useSignal(false);
  return (
    <details class="leaving">
      <summary class="button">
        <Icon name="chevron-right" />
        {t('leaving')}
      </summary>
      <TakeAlong id={pupil.id} />
      <section class="panel">
        <h3>{t('forget')}</h3>
        <p>{t('forget.when')}</p>
        <Button icon="trash-2" style="forget" onClick={() => (asked.value = true)}>
          {t('forget.ask')}
        </Button>
        {asked.value && <Forget pupil={pupil} close={() => (asked.value = false)} gone={gone} />}
      </section>
    </details>
  );
}

type State =
  { is: 'idle' } | { is: 'sealing' } | { is: 'trouble' } | { is: 'kept'; code: string; bytes: number };

/** The file for the new school, and its code, which is told this once. */
function TakeAlong({ id }: { id: string }) {
  const state = useSignal<State>({ is: 'idle' });
  const seal = async (): Promise<void> => {
    state.value = { is: 'sealing' };
    state.value = await fetchFile(id);
  };
  return (
    <section class="panel">
      <h3>{t('along')}</h3>
      <p>{t('along.how')}</p>
      <Button
        icon="arrow-down"
        style="along"
        disabled={state.value.is === 'sealing'}
        onClick={() => void seal()}
      >
        {t('along.file')}
      </Button>
      {state.value.is === 'sealing' && <Note kind="loading">{t('carry.taking')}</Note>}
      {state.value.is === 'trouble' && <Note kind="error">{t('carry.failed')}</Note>}
      {state.value.is === 'kept' && <Kept {...state.value} />}
    </section>
  );
}

/** The file is on the phone; the code goes on paper. */
export function Kept({ code, bytes }: { code: string; bytes: number }) {
  return (
    <Note kind="right">
      <p>{t('along.kept', { size: figure(Math.max(1, Math.round(bytes / 1000))) })}</p>
      <Code code={code} />
      <p>{t('along.then')}</p>
    </Note>
  );
}

async function fetchFile(id: string): Promise<State> {
  try {
    const path = `${base}/teacher/learners/${id}/export`;
    const response = await fetch(path, { method: 'POST', redirect: 'error' });
    const code = response.headers.get(codeHeader);
    if (!response.ok || !code) return { is: 'trouble' };
    return { is: 'kept', code, bytes: await keep(response, 'child.darasa') };
  } catch {
    return { is: 'trouble' };
  }
}
