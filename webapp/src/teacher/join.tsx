import { useSignal } from '@preact/signals';
import { post } from '../hub/client';
import { Button } from '../ui/button';
import { Note } from '../ui/note';
import { plain } from './code';
import { codeLength, type Failure, failureOf, parseSister } from './sister-shape';
import { t } from './words';

type State = 'idle' | 'letters' | 'looking' | Failure;

/** The hub is looked for before anything is said, which takes longer than other calls. */
const patience = 45_000;

/** Types the code that another hub shows. */
export function Join({ done }: { done(name: string): Promise<void> }) {
  const state = useSignal<State>('idle');
  const join = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const given = new FormData(form);
    const code = plain(String(given.get('code')));
    const at = address(String(given.get('at') ?? ''));
    if (code.length !== codeLength) return void (state.value = 'letters');
    state.value = 'looking';
    const { status, body } = await post('/teacher/sisters', { body: { code, ...(at && { at }) }, patience });
    const sister = status === 200 ? parseSister(body) : null;
    state.value = sister ? 'idle' : failureOf(status);
    if (!sister) return;
    form.reset();
    await done(sister.name);
  };
  const now = state.value;
  return (
    <form onSubmit={(event) => void join(event)}>
      <label>
        {t('sisters.code')}
        <input
          name="code"
          dir="ltr"
          required
          maxLength={40}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          placeholder="XXXX-XXXX-XXXX-XXXX"
        />
      </label>
      <label>
        {t('sisters.at')}
        <input
          name="at"
          dir="ltr"
          maxLength={200}
          autocomplete="off"
          inputMode="url"
          placeholder="http://192.168.1.20"
        />
      </label>
      {now === 'looking' && <Note kind="loading">{t('sisters.looking')}</Note>}
      {now !== 'idle' && now !== 'looking' && (
        <Note kind="error">
          {now === 'away' || now === 'failed' ? t(`pupil.${now}`) : t(`sisters.${now}`)}
        </Note>
      )}
      <Button main submit disabled={now === 'looking'}>
        {t('sisters.join')}
      </Button>
    </form>
  );
}

/** An address as a person writes it, with its scheme; empty for none. */
export function address(typed: string): string {
  const text = typed.trim();
  return text === '' || /^https?:\/\//i.test(text) ? text : `http://${text}`;
}
