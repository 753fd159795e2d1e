import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso/router';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { Note } from '../ui/note';
import { PersonName } from '../ui/person-name';
import { Picture } from '../ui/picture';
import { attend } from './board';
import type { Board, Row } from './board-shape';
import { Waves, wavesOf } from './waves';
import { t } from './words';

/** Who is here today: everyone, until a tap says otherwise. Whoever sits at a tablet is. */
export function Attendance({ board }: { board: Board }) {
  const tapped = useSignal<Record<string, boolean>>({});
  const failed = useSignal(false);
  const { route } = useLocation();
  const absent = (row: Row): boolean => !row.seated && (tapped.value[row.id] ?? row.absent);
  const missing = board.learners.filter(absent);
  const waves = wavesOf(board);
  const chosen = useSignal(0);
  const wave = chosen.value || board.wave || waves[0] || 0;
  const start = async (): Promise<void> => {
    failed.value = !(await attend(
      missing.map(({ id }) => id),
      wave,
    ));
    if (!failed.value) route('/teacher');
  };
  return (
    <>
      {waves.length > 1 && <Waves waves={waves} wave={wave} choose={(n) => (chosen.value = n)} />}
      <p class="attend-how">{t('attend.how')}</p>
      {waves.map((n) => (
        <section key={n} aria-label={t('attend.wave', { n })}>
          {waves.length > 1 && <h2>{t('attend.wave', { n })}</h2>}
          <ul class="attendance">
            {board.learners
              .filter((row) => row.wave === n)
              .map((row) => (
                <li key={row.id}>
                  <Here
                    row={row}
                    absent={absent(row)}
                    toggle={() => (tapped.value = { ...tapped.value, [row.id]: !absent(row) })}
                  />
                </li>
              ))}
          </ul>
        </section>
      ))}
      <div class="finish">
        {failed.value && <Note kind="error">{t('pupil.failed')}</Note>}
        <Button icon="check" main style="start" onClick={() => void start()}>
          {t('attend.start', { n: board.learners.length - missing.length, all: board.learners.length })}
        </Button>
      </div>
    </>
  );
}

function Here({ row, absent, toggle }: { row: Row; absent: boolean; toggle(): void }) {
  return (
    <button
      type="button"
      class={absent ? 'button present away' : 'button present'}
      data-learner={row.id}
      aria-pressed={absent}
      disabled={row.seated}
      onClick={toggle}
    >
      <Picture name={row.animal} size={32} />
      <span class="names">
        <PersonName name={row.name} />
        <span class="soft">
          <Icon name={absent ? 'x' : 'check'} size={20} />
          {row.seated ? t('attend.seated') : absent ? t('attend.absent') : t('attend.here')}
        </span>
      </span>
    </button>
  );
}
