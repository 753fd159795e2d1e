import { useSignal } from '@preact/signals';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { Picture } from '../ui/picture';
import { ClockOffer } from './clock';
import { letIn } from './board';
import { type Board, type Row, type State, states } from './board-shape';
import { onCards, People } from './people';
import { PupilLink } from './pupil-link';
import { reason } from './reason';
import { ReteachCard } from './reteach';
import { Prose } from '../language/prose';
import { WeekList } from './week';
import { CalledWave } from './waves';
import { t } from './words';

const icons = {
  working: 'pencil-line',
  stuck: 'hand',
  idle: 'coffee',
  ahead: 'rocket',
  away: 'wifi-off',
} as const satisfies Record<State, string>;

/** Who works, who is stuck, who is quiet: the first screen, without a tap. */
export function Now({ board }: { board: Board }) {
  const waiting = board.learners.filter((row) => row.waiting);
  const seated = board.learners.filter((row) => row.seated && !row.waiting);
  const others = board.learners.filter((row) => !row.seated && !row.waiting);
  const shown = onCards(board);
  const rest = seated.filter((row) => !shown.has(row.id));
  return (
    <>
      <ClassBar rows={seated} />
      <Presence board={board} />
      <ClockOffer />
      {seated.length + waiting.length === 0 && <Empty />}
      <Section title={t('waiting')} icon="key-round" style="waiting" rows={waiting} board={board} />
      <People board={board} />
      <ReteachCard board={board} />
      <CalledWave board={board} />
      {states.map((state) => (
        <Section
          key={state}
          title={t(state)}
          icon={icons[state]}
          style={state}
          rows={rest.filter((row) => row.state === state)}
          board={board}
        />
      ))}
      <WeekList />
      <Elsewhere rows={others} />
    </>
  );
}

/** How many sit at a tablet, of how many. */
function Presence({ board }: { board: Board }) {
  const all = board.learners.length;
  const n = board.learners.filter((row) => row.seated).length;
  const absent = board.learners.filter((row) => row.absent).length;
  return (
    <p class="soft">
      {t('present', { n, all })}
      {absent > 0 && t('present.absent', { n: absent })}
    </p>
  );
}

function Empty() {
  return (
    <div class="note begin">
      <p>{t('empty')}</p>
      <a class="button main" href="/teacher/class">
        <Icon name="users" />
        {t('begin')}
      </a>
    </div>
  );
}

/** Those at no tablet: who was here today, and who is absent, by word and mark. */
function Elsewhere({ rows }: { rows: Row[] }) {
  if (rows.length === 0) return null;
  return (
    <details class="absent">
      <summary>
        {t('absent', { n: rows.length })}
        <Icon name="chevron-right" />
      </summary>
      <ul class="choices">
        {rows.map((row) => (
          <li key={row.id} data-learner={row.id}>
            <PupilLink row={row} />
            {row.absent && <span class="tablet">{t('attend.absent')}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}

function ClassBar({ rows }: { rows: Row[] }) {
  return (
    <ul class="class-bar" aria-label={t('bar')}>
      {(['working', 'stuck', 'idle', 'ahead', 'away'] as const).map((state) => {
        const n = rows.filter((row) => row.state === state).length;
        return (
          <li key={state} class={state} data-state={state} data-count={n} style={{ flexGrow: n }}>
            <Icon name={icons[state]} size={20} />
            <strong>{n}</strong>
            <span>{t(`state.${state}`)}</span>
          </li>
        );
      })}
    </ul>
  );
}

interface SectionProps {
  title: string;
  icon: string;
  style: State | 'waiting';
  rows: Row[];
  board: Board;
}

function Section({ title, icon, style, rows, board }: SectionProps) {
  if (rows.length === 0) return null;
  return (
    <section class={`people ${style}`}>
      <h2>
        <Icon name={icon} />
        {title} ({rows.length})
      </h2>
      <ul>
        {rows.map((row) => (
          <li class="person" key={row.id} data-learner={row.id}>
            <Picture name={row.animal} size={40} />
            <div class="said">
              <PupilLink row={row} />{' '}
              {row.device !== null && <span class="tablet">{t('tablet', { n: row.device })}</span>}
              <p>
                <Prose
                  text={
                    row.waiting ? t('waiting.say', { name: row.name }) : reason(row, board.now, board.words)
                  }
                />
              </p>
            </div>
            {row.waiting && <LetIn id={row.id} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function LetIn({ id }: { id: string }) {
  const state = useSignal<'no' | 'done' | 'failed'>('no');
  const press = async (): Promise<void> => {
    state.value = (await letIn(id)) ? 'done' : 'failed';
  };
  return (
    <div>
      <Button icon="hand-helping" main disabled={state.value === 'done'} onClick={() => void press()}>
        {state.value === 'done' ? t('letIn.done') : t('letIn')}
      </Button>
      {state.value === 'failed' && <p role="alert">{t('letIn.failed')}</p>}
    </div>
  );
}
