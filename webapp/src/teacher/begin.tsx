import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso/router';
import { Button } from '../ui/button';
import { LanguageButton } from '../ui/language-button';
import '../ui/sign-in.css';
import './begin.css';
import { type Setup, setUp } from './board';
import { t } from './words';

const names = ['school', 'class', 'name'] as const;

/** The first page of an empty hub: its code, the school, the class and its first teacher. */
export function Begin() {
  const failure = useSignal('');
  const busy = useSignal(false);
  const { route } = useLocation();
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    busy.value = true;
    const { status, wait } = await setUp(read(event.currentTarget as HTMLFormElement));
    busy.value = false;
    failure.value = told(status, wait);
    if (status !== 200) return;
    route('/teacher/list', true);
    window.scrollTo(0, 0);
  };
  return (
    <main>
      <form class="sign-in" onSubmit={(event) => void submit(event)}>
        <h1>{t('setup.title')}</h1>
        <p>{t('setup.how')}</p>
        <Code />
        {names.map((name) => (
          <label key={name}>
            {t(`setup.${name}`)}
            <input
              name={name}
              dir="auto"
              maxLength={100}
              required={name === 'name'}
              autocomplete={name === 'name' ? 'username' : 'off'}
            />
          </label>
        ))}
        <Password />
        <p class={failure.value ? 'note alarm' : ''} role="alert">
          {failure.value}
        </p>
        <Button icon="check" main submit disabled={busy.value}>
          {t('setup.enter')}
        </Button>
      </form>
      <LanguageButton label={t('language')} />
    </main>
  );
}

function Code() {
  return (
    <div class="field">
      <label>
        {t('setup.code')}
        <input
          name="code"
          dir="ltr"
          inputMode="numeric"
          autocomplete="one-time-code"
          maxLength={20}
          aria-describedby="code-hint"
          required
        />
      </label>
      <p id="code-hint" class="soft">
        {t('setup.codeHint')}
      </p>
    </div>
  );
}

function Password() {
  const shown = useSignal(false);
  return (
    <div class="field">
      <label>
        {t('setup.password')}
        <input
          name="password"
          dir="auto"
          type={shown.value ? 'text' : 'password'}
          autocomplete="new-password"
          minLength={8}
          maxLength={100}
          aria-describedby="password-hint"
          required
        />
      </label>
      <p id="password-hint" class="soft">
        {t('setup.passwordHint')}
      </p>
      <label class="tick">
        <input type="checkbox" checked={shown} onChange={() => (shown.value = !shown.value)} />
        {t('setup.show')}
      </label>
    </div>
  );
}

function read(form: HTMLFormElement): Setup {
  const data = new FormData(form);
  const text = (name: string): string => String(data.get(name) ?? '');
  return {
    code: text('code'),
    school: text('school'),
    classroom: text('class'),
    name: text('name'),
    password: text('password'),
  };
}

/** Why the hub did not take it, empty when it did. */
function told(status: number, wait: number): string {
  if (status === 200) return '';
  if (status === 429) return t('signIn.wait', { n: Math.max(1, wait) });
  if (status === 401) return t('setup.wrong');
  if (status === 409) return t('setup.done');
  return status === 400 ? t('setup.short') : t('signIn.away');
}
