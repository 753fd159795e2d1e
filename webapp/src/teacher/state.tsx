import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { post } from '../hub/client';
import { dayAndTime } from '../language/date';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { board } from './board';
import { Carry } from './carry';
import { Clocks } from './clock';
import { Exchange } from './exchange';
import { Fetched } from './fetched';
import { Sisters } from './sisters';
import { size } from './size';
import {
  type Content,
  type Forgotten,
  type Matter,
  parseState,
  type State,
  type Waiting,
} from './state-shape';
import { t } from './words';
import '../ui/panel.css';
import './state.css';

/** How the hub is: what waits for the ministry, and what somebody should know of. */
export function HubState() {
  const state = useSignal<State | null>(null);
  const away = useSignal(false);
  const load = async (): Promise<void> => {
    const [status, attention] = await Promise.all([post('/teacher/status'), post('/teacher/attention')]);
    state.value = parseState(status.body, attention.body);
    away.value = !state.value;
  };
  useEffect(() => void load(), []);
  return (
    <div class="state">
      <div class="choices">
        <a class="button" href="/teacher/class">
          <Icon name="users" />
          {t('pupil.back')}
        </a>
        <Button icon="refresh-cw" onClick={() => void load()}>
          {t('state.again')}
        </Button>
      </div>
      {board.value && (
        <section class="panel">
          <h2>{t('clock')}</h2>
          <Clocks trusted={board.value.trusted} />
        </section>
      )}
      <Fetched value={state.value} trouble={away.value ? 'away' : null} again={() => void load()}>
        {(here) => (
          <>
            <Shown state={here} />
            {here.cloud && here.exchange && <Exchange policy={here.exchange} changed={load} />}
            {here.cloud && <Carry />}
            <Sisters />
          </>
        )}
      </Fetched>
    </div>
  );
}

/** What was read, in words. */
export function Shown({ state }: { state: State }) {
  const { cloud, lastContact, waiting, matters, forgotten, content, now } = state;
  return (
    <>
      <section class="panel">
        <h2>{t('state.way')}</h2>
        <p>{onItsWay(cloud, waiting, now)}</p>
        {cloud && lastContact > 0 && <p>{t('state.contact', { time: dayAndTime(lastContact) })}</p>}
      </section>
      <section class="panel">
        <h2>{t('state.matters')}</h2>
        {matters.length === 0 && <p>{t('state.fine')}</p>}
        <ul class="matters">
          {matters.map((matter, i) => (
            <li key={i} class={matter.kind === 'held' ? 'note' : 'note not-yet'}>
              <Icon name={matter.kind === 'held' ? 'hourglass' : 'triangle-alert'} />
              <p>{said(matter)}</p>
              {'since' in matter && matter.since > 0 && (
                <p class="since">
                  {t(matter.kind === 'repair' ? 'state.on' : 'state.since', {
                    time: dayAndTime(matter.since),
                  })}
                </p>
              )}
            </li>
          ))}
        </ul>
      </section>
      {content && <Taught content={content} />}
      {forgotten.learners > 0 && (
        <section class="panel">
          <h2>{t('forget')}</h2>
          <p>{followed(cloud, forgotten)}</p>
        </section>
      )}
    </>
  );
}

/** Which exercises are taught here and which are to come; the hub's own reasons are English. */
function Taught({ content: { pack, version, next, coming, unpinned, refused } }: { content: Content }) {
  return (
    <section class="panel taught">
      <h2>{t('packs')}</h2>
      <p>{t('packs.served', { pack: pack === 'numeracy' ? t('packs.numeracy') : pack, version })}</p>
      {next > 0 && <p>{t('packs.next', { version: next })}</p>}
      {coming && <p>{t('packs.coming', { version: coming.version, n: share(coming.have, coming.bytes) })}</p>}
      {coming?.held && <Why text={coming.held} />}
      {unpinned && <p>{t('packs.unpinned')}</p>}
      {refused.length > 0 && <p>{t('packs.refused')}</p>}
      {refused.map((text) => (
        <Why key={text} text={text} />
      ))}
    </section>
  );
}

function Why({ text }: { text: string }) {
  return (
    <p class="since" lang="en" dir="ltr">
      {text}
    </p>
  );
}

/** Whole percent, and 100 only of what is whole. */
const share = (have: number, bytes: number): number => (bytes > 0 ? Math.floor((have * 100) / bytes) : 0);

const dayTicks = 8_640_000;

/** What waits, how much it is and how long handing over takes. */
function onItsWay(cloud: boolean, { ops, bytes, since, seconds }: Waiting, now: number): string {
  if (ops === 0) return t(cloud ? 'state.handedOver' : 'state.noCloud');
  const days = since > 0 ? Math.max(0, Math.floor((now - since) / dayTicks)) : 0;
  const words = t('state.waiting', { ops, days, size: size(bytes) });
  return cloud
    ? `${words} ${t('state.takes', { n: Math.max(1, Math.round(seconds)) })}`
    : `${words} ${t('state.byStick')}`;
}

/** How far forgetting has come. */
function followed(cloud: boolean, { learners, pending, waiting }: Forgotten): string {
  const words = t('forgotten.count', { n: learners });
  if (pending > 0) return `${words} ${t('forgotten.pending', { n: pending })}`;
  if (!cloud) return `${words} ${t('forgotten.all')}`;
  return `${words} ${waiting > 0 ? t('forgotten.waits', { n: waiting }) : t('forgotten.followed')}`;
}

/** One matter as a sentence that says what it means and what to do. */
function said(matter: Matter): string {
  switch (matter.kind) {
    case 'held':
      return matter.reason === 'ahead-of-time'
        ? t('state.early', { n: matter.n })
        : matter.reason === 'unknown-kind'
          ? t('state.newer', { n: matter.n })
          : t('state.held', { n: matter.n });
    case 'unreadable':
      return t('state.unreadable', { n: matter.n });
    case 'refused':
      return matter.tablet > 0
        ? t('state.refused', { n: matter.n, tablet: matter.tablet })
        : t('state.refusedHere', { n: matter.n });
    case 'alarm':
      return t('state.alarm', { n: matter.n });
    case 'lost':
      return matter.tablet > 0
        ? t('state.lost', { n: matter.n, tablet: matter.tablet })
        : t('state.lostHere', { n: matter.n });
    case 'copy':
      return t(matter.live ? 'state.clone' : 'state.restored');
    case 'repair':
      return t('state.repaired');
  }
}
