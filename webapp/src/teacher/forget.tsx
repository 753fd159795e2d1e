import { useSignal } from '@preact/signals';
import { post } from '../hub/client';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { Note } from '../ui/note';
import type { Pupil } from './pupil';
import { t } from './words';

interface Props {
  pupil: Pupil;
  close(): void;
  gone(): void;
}

/** Says what goes for ever and where, and takes a name written out for the word of a person who means it. */
export function Forget({ pupil, close, gone }: Props) {
  const state = useSignal<'idle' | 'busy' | 'other' | 'failed'>('idle');
  const forget = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const written = String(new FormData(event.currentTarget as HTMLFormElement).get('written')).trim();
    if (!written || state.value === 'busy') return;
    state.value = 'busy';
    const { status } = await post(`/teacher/learners/${pupil.id}/erase`, { body: { written }, patience });
    // A child whom somebody else has just forgotten is gone as well.
    if (status === 200 || status === 404) gone();
    else state.value = status === 400 ? 'other' : 'failed';
  };
  return (
    <Dialog title={t('forget.title')} closing={t('forget.keep')} close={close} style="forgetting">
      {/* The focus comes here first: on a phone the keyboard would hide what is to be read. */}
      <p class="whom" tabIndex={-1} autoFocus>
        <strong>
          <bdi>{pupil.name}</bdi>
        </strong>
        {t('list.stop')}
        {t('pupil.answers', { n: pupil.answers, right: pupil.correct })}
      </p>
      <Consequences />
      <form onSubmit={(event) => void forget(event)} onInput={() => (state.value = 'idle')}>
        <label>
          <span>
            {t('forget.write')}{' '}
            <strong>
              <bdi>{pupil.name}</bdi>
            </strong>
          </span>
          <input name="written" dir="auto" required maxLength={80} autocomplete="off" spellcheck={false} />
        </label>
        {state.value === 'other' && <Note kind="error">{t('forget.other')}</Note>}
        {state.value === 'failed' && <Note kind="error">{t('pupil.failed')}</Note>}
        <Button icon="trash-2" submit style="final" disabled={state.value === 'busy'}>
          {t('forget.now')}
        </Button>
      </form>
    </Dialog>
  );
}

/** Segments are blanked one after the other before the hub answers. */
const patience = 60_000;

/** What will be gone, what stays, and that nothing brings it back. */
export function Consequences() {
  return (
    <>
      <ul>
        <li>{t('forget.here')}</li>
        <li>{t('forget.there')}</li>
        <li>{t('forget.stays')}</li>
      </ul>
      <p class="note alarm">
        <Icon name="triangle-alert" />
        <span>{t('forget.never')}</span>
      </p>
    </>
  );
}

/** In the place of the page of a child who was forgotten. */
export function Forgotten() {
  return (
    <>
      <Note kind="right">
        <p>{t('forgotten')}</p>
        <p>{t('forgotten.next')}</p>
      </Note>
      <p class="choices">
        <a class="button" href="/teacher/list">
          {t('list')}
        </a>
        <a class="button" href="/teacher/state">
          {t('state')}
        </a>
      </p>
    </>
  );
}
