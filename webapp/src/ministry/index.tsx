import { useLocation } from 'preact-iso/router';
import { useEffect } from 'preact/hooks';
import { dayAndTime } from '../language/date';
import { Button } from '../ui/button';
import '../ui/late-icons';
import { LanguageButton } from '../ui/language-button';
import { Note } from '../ui/note';
import { LookButton } from '../ui/look/button';
import { markPages } from '../ui/paper';
import { SignIn } from '../ui/sign-in';
import { invented, overview, refresh, signIn, standing } from './overview';
import { Report } from './report';
import { School } from './school';
import { t } from './words';
import './style.css';

/** The ministry's page: schools, how much was practised, what is known, with how many behind each figure. */
export function Ministry() {
  useEffect(() => {
    void refresh();
    const timer = setInterval(() => standing.value === 'shown' && void refresh(), 30_000);
    return () => clearInterval(timer);
  }, []);
  const shown = overview.value;
  const marked = shown?.demo || invented.value ? t('demo') : null;
  useEffect(() => markPages(marked), [marked]);
  return (
    <div class="ministry">
      <div class="band" aria-hidden="true" />
      <header class="bar">
        <h1>{t('title')}</h1>
        {shown && <span class="as-of">{t('asOf', { time: dayAndTime(shown.asOf) })}</span>}
        {marked && <span class="demo">{marked}</span>}
        <LookButton label={t('look')} />
        <LanguageButton label={t('language')} />
      </header>
      <main>
        <Body />
      </main>
    </div>
  );
}

function Body() {
  const { path } = useLocation();
  const school = schoolPath.exec(path)?.[1];
  if (standing.value === 'signed-out') return <Enter />;
  if (standing.value === 'shown' && school) return <School id={school} />;
  if (standing.value === 'shown' && overview.value) return <Report overview={overview.value} />;
  if (standing.value === 'loading') return <Note kind="loading">{t('loading')}</Note>;
  return (
    <Note
      kind="error"
      action={
        <Button icon="refresh-cw" onClick={() => void refresh()}>
          {t('retry')}
        </Button>
      }
    >
      {t('away')}
    </Note>
  );
}

const schoolPath = /^\/ministry\/school\/([0-9a-f-]{36})$/;

function Enter() {
  const attempt = async (name: string, password: string): Promise<string | null> => {
    const status = await signIn(name, password);
    if (status >= 200 && status < 300) return null;
    if (status === 429) return t('signIn.wait');
    return status === 0 || status >= 500 ? t('away') : t('signIn.wrong');
  };
  return (
    <SignIn
      title={t('signIn.title')}
      name={t('signIn.name')}
      password={t('signIn.password')}
      enter={t('signIn.enter')}
      attempt={attempt}
    />
  );
}
