import { useSignal } from '@preact/signals';
import { language } from '../language/language';
import { Icon } from '../ui/icon';
import { PersonName } from '../ui/person-name';
import { Picture } from '../ui/picture';
import { type Board, letIn, type Named, type Row, type State, states } from './board';
import { title } from './titles';
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
  const present = board.learners.filter(isHere);
  const waiting = present.filter((row) => row.waiting);
  const seated = present.filter((row) => !row.waiting);
  const absent = board.learners.filter((row) => !isHere(row));
  return (
    <>
      <ClassBar rows={seated} />
      {present.length === 0 && <p class="note">{t('empty')}</p>}
      <Section title={t('waiting')} icon="key-round" style="waiting" rows={waiting} now={board.now} />
      {states.map((state) => (
        <Section
          key={state}
          title={t(state)}
          icon={icons[state]}
          style={state}
          rows={seated.filter((row) => row.state === state).sort((a, b) => a.since - b.since)}
          now={board.now}
        />
      ))}
      {board.reteach && (
        <section class="reteach">
          <h2>
            <Icon name="school" />
            {t('reteach')}
          </h2>
          <p>
            {t('reteach.line', {
              n: board.reteach.n,
              all: board.reteach.all,
              what: inWords(board.reteach.what),
            })}
          </p>
        </section>
      )}
      {absent.length > 0 && (
        <details class="absent">
          <summary>
            {t('absent', { n: absent.length })}
            <Icon name="chevron-right" />
          </summary>
          <ul class="choices">
            {absent.map((row) => (
              <li key={row.id}>
                <PupilLink row={row} />
              </li>
            ))}
          </ul>
        </details>
      )}
      <p class="choices">
        <a class="button" href="/teacher/print/poster">
          <Icon name="tablet-smartphone" />
          {t('poster')}
        </a>
      </p>
    </>
  );
}

/** A learner without signal who never sat down, or who left, is not at a tablet; one whose tablet fell silent is. */
function isHere(row: Row): boolean {
  return row.waiting || row.state !== 'away' || row.since > 0;
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
  now: number;
}

function Section({ title, icon, style, rows, now }: SectionProps) {
  if (rows.length === 0) return null;
  return (
    <section class={`people ${style}`}>
      <h2>
        <Icon name={icon} />
        {title} ({rows.length})
      </h2>
      <ul>
        {rows.map((row) => (
          <Person key={row.id} row={row} now={now} />
        ))}
      </ul>
    </section>
  );
}

function Person({ row, now }: { row: Row; now: number }) {
  return (
    <li class="person" data-learner={row.id}>
      <Picture name={row.animal} size={40} />
      <div class="said">
        <PupilLink row={row} />{' '}
        {row.device !== null && <span class="tablet">{t('tablet', { n: row.device })}</span>}
        <p>{row.waiting ? t('waiting.say', { name: row.name }) : reason(row, now)}</p>
        {row.misconception && row.state === 'stuck' && (
          <p>{t('why.misconception', { what: inWords(row.misconception) })}</p>
        )}
      </div>
      {row.waiting && <LetIn id={row.id} />}
    </li>
  );
}

/** The way to a learner's page. */
function PupilLink({ row }: { row: Row }) {
  return (
    <a class="to-pupil" href={`/teacher/pupil/${row.id}`}>
      <strong>
        <PersonName name={row.name} />
      </strong>
    </a>
  );
}

function LetIn({ id }: { id: string }) {
  const state = useSignal<'no' | 'done' | 'failed'>('no');
  const press = async (): Promise<void> => {
    state.value = (await letIn(id)) ? 'done' : 'failed';
  };
  return (
    <div>
      <button
        type="button"
        class="button main"
        disabled={state.value === 'done'}
        onClick={() => void press()}
      >
        <Icon name="hand-helping" />
        {state.value === 'done' ? t('letIn.done') : t('letIn')}
      </button>
      {state.value === 'failed' && <p role="alert">{t('letIn.failed')}</p>}
    </div>
  );
}

/** Why a learner stands where she stands, in plain words with "of how many". */
export function reason(row: Row, now: number): string {
  const all = row.right + row.wrong;
  const minutes = Math.max(0, Math.floor((now - row.since) / 6000));
  const skill = inWords(row.skill) || t('skill.none');
  if (row.state === 'idle') return t('why.idle', { n: minutes });
  if (row.state === 'away') return t('why.away', { n: minutes });
  if (row.state === 'stuck') return t('why.stuck', { skill, wrong: row.wrong, all, hints: row.hints });
  return all === 0 ? t('why.begins') : t('why.working', { skill, right: row.right, all });
}

function inWords(named: Named): string {
  if (named === null) return '';
  if (typeof named === 'string') return title(named, language.value);
  return named[language.value] ?? named['en'] ?? '';
}
