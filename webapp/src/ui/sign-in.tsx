import { useSignal } from '@preact/signals';
import { Button } from './button';
import './sign-in.css';

interface SignInProps {
  title: string;
  name: string;
  password: string;
  enter: string;
  /** Tries the pair; gives the sentence to show when it did not work. */
  attempt(name: string, password: string): Promise<string | null>;
}

/** Name and password of an adult. */
export function SignIn({ title, name, password, enter, attempt }: SignInProps) {
  const failure = useSignal<string | null>(null);
  const busy = useSignal(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    busy.value = true;
    failure.value = await attempt(String(form.get('name')), String(form.get('password')));
    busy.value = false;
  };
  return (
    <form class="sign-in" onSubmit={(event) => void submit(event)}>
      <h1>{title}</h1>
      <label>
        {name}
        <input name="name" autocomplete="username" autocapitalize="none" required />
      </label>
      <label>
        {password}
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      <p class={failure.value ? 'note alarm' : ''} role="alert">
        {failure.value}
      </p>
      <Button main submit icon="key-round" disabled={busy.value}>
        {enter}
      </Button>
    </form>
  );
}
