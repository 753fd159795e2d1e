import { useLocation } from 'preact-iso/router';
import { useEffect } from 'preact/hooks';
import { timeOfDay } from '../language/date';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import '../ui/late-icons';
import { LanguageButton } from '../ui/language-button';
import { LookButton } from '../ui/look/button';
import { markPages } from '../ui/paper';
import { SignIn } from '../ui/sign-in';
import { Pupil } from './about';
import { Attendance } from './attendance';
import { board, demo, empty, follow, link, signedOut, signIn, signOut, stop } from './board';
import { Skills } from './grid';
import { Nav } from './nav';
import { Cards } from './cards';
import { List } from './list';
import { Now } from './now';
import { Poster } from './poster';
import { Rewards } from './support';
import { WeekUnit } from './unit';
import { HubState } from './state';
import { Begin } from './begin';
import { LaterPage } from './later-page';
import { t } from './words';
import './style.css';
import './print.css';

/** The teacher's phone: first of all, who needs me now. */
export function Teacher() {
  useEffect(() => {
    follow();
    return stop;
  }, []);
  const marked = demo.value ? t('demo') : null;
  useEffect(() => markPages(marked), [marked]);
  return (
    <div class="teacher">
      <div class="band" aria-hidden="true" />
      {!signedOut.value ? <Screen /> : empty.value ? <Begin /> : empty.value === false && <Enter />}
    </div>
  );
}

function Enter() {
  const attempt = async (name: string, password: string): Promise<string | null> => {
    const { status, wait } = await signIn(name, password);
    if (status >= 200 && status < 300) return null;
    if (status === 429) return t('signIn.wait', { n: Math.max(1, wait) });
    return status === 401 || status === 403 || status === 400 ? t('signIn.wrong') : t('signIn.away');
  };
  return (
    <main>
      <SignIn
        title={t('signIn.title')}
        name={t('signIn.name')}
        password={t('signIn.password')}
        enter={t('signIn.enter')}
        attempt={attempt}
      />
      <LanguageButton label={t('language')} />
    </main>
  );
}

function Screen() {
  const shown = board.value;
  useEffect(() => {
    // Names come in both scripts, whichever language the page speaks; before the sign-in there are none.
    if (shown) void import('../language/urdu-fonts.css');
  }, [!shown]);
  const { path } = useLocation();
  const pupil = pupilPath.exec(path)?.[1];
  const handout = handoutPath.exec(path)?.[1];
  const page = handout ? 'handout' : (pages[path] ?? 'title');
  return (
    <>
      <header class="bar">
        <div class="heading">
          <h1>{pupil ? t('title.pupil') : t(page)}</h1>
          {demo.value && <span class="demo">{t('demo')}</span>}
        </div>
        <div class="heading">
          {shown && <span class="as-of">{t('asOf', { time: timeOfDay(shown.now) })}</span>}
          <Linked />
        </div>
        <div class="heading end">
          <LookButton label={t('look')} />
          <LanguageButton label={t('language')} />
          <Button icon="log-out" aria-label={t('signOut')} onClick={() => void signOut()} />
        </div>
      </header>
      <Nav />
      <main>
        {pupil ? (
          <Pupil id={pupil} />
        ) : page === 'poster' ? (
          <Poster />
        ) : page === 'grid.title' ? (
          <Skills />
        ) : page === 'list' ? (
          <List />
        ) : page === 'cards' ? (
          <Cards />
        ) : page === 'unit' ? (
          <WeekUnit />
        ) : page === 'lessons' || page === 'handout' || page === 'voice' ? (
          <LaterPage page={page} id={handout ?? ''} />
        ) : page === 'state' ? (
          <HubState />
        ) : !shown ? (
          <p role="status">{t('loading')}</p>
        ) : page === 'attend' ? (
          <>
            <Attendance board={shown} />
            <Rewards board={shown} />
            <p class="choices">
              <a class="button" href="/teacher/list">
                {t('list')}
              </a>
              <a class="button" href="/teacher/unit">
                {t('unit')}
              </a>
              <a class="button" href="/teacher/lessons">
                {t('lessons')}
              </a>
              <a class="button" href="/teacher/voice">
                {t('voice')}
              </a>
              <a class="button" href="/teacher/state">
                {t('state')}
              </a>
            </p>
          </>
        ) : (
          <Now board={shown} />
        )}
      </main>
    </>
  );
}

/** The pages by address, named by the word of their heading; any other address is the first screen. */
const pages: Record<
  string,
  'attend' | 'grid.title' | 'poster' | 'list' | 'cards' | 'state' | 'unit' | 'lessons' | 'voice'
> = {
  '/teacher/skills': 'grid.title',
  '/teacher/class': 'attend',
  '/teacher/print/poster': 'poster',
  '/teacher/list': 'list',
  '/teacher/print/cards': 'cards',
  '/teacher/state': 'state',
  '/teacher/unit': 'unit',
  '/teacher/lessons': 'lessons',
  '/teacher/voice': 'voice',
};

const handoutPath = /^\/teacher\/print\/lesson\/([a-z0-9-]{1,64})$/;
const pupilPath = /^\/teacher\/pupil\/([0-9a-f-]{36})$/;

function Linked() {
  const now = link.value;
  const said =
    now === 'live'
      ? t('live.on')
      : now === 'polling'
        ? t('live.polling')
        : t('live.away', { time: timeOfDay(board.value?.now ?? 0) });
  return (
    <span class={`linked ${now}`} role="status">
      <Icon name={now === 'away' ? 'wifi-off' : 'wifi'} size={20} />
      {said}
    </span>
  );
}
