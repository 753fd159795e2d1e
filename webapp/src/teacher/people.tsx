import { useSignal } from '@preact/signals';
import { canRead, readAloud } from '../language/aloud';
import { language } from '../language/language';
import { Prose } from '../language/prose';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { Note } from '../ui/note';
import { Picture } from '../ui/picture';
import { PupilLink } from './pupil-link';
import { title } from './advice';
import { help, lastHelp, takeBackHelp } from './board';
import type { Board, Person, Row } from './board-shape';
import { line, reason, what } from './reason';
import { t } from './words';

/** At most five to see to now, each with the reason, a line to say, and one tap for "I helped". */
export function People({ board }: { board: Board }) {
  const failed = useSignal(false);
  const press = async (doing: Promise<boolean>): Promise<void> => {
    failed.value = !(await doing);
  };
  return (
    <section class="seen-to" aria-label={t('people')}>
      <Helped board={board} press={press} />
      {failed.value && <Note kind="error">{t('pupil.failed')}</Note>}
      <ul>
        {board.people.map((person) => (
          <PersonCard key={person.learners[0]} person={person} board={board} press={press} />
        ))}
      </ul>
    </section>
  );
}

type Press = (doing: Promise<boolean>) => Promise<void>;

function Helped({ board, press }: { board: Board; press: Press }) {
  const last = lastHelp.value;
  const names = board.learners.filter(({ id }) => last?.learners.includes(id)).map(({ name }) => first(name));
  return (
    <div role="status">
      {last && (
        <p class="note right helped">
          <span>{t('helped', { names: names.join(t('list.and')) })}</span>
          <Button icon="undo-2" style="undo-help" onClick={() => void press(takeBackHelp())}>
            {t('undo')}
          </Button>
        </p>
      )}
    </div>
  );
}

interface CardProps {
  person: Person;
  board: Board;
  press: Press;
}

function PersonCard({ person, board, press }: CardProps) {
  const rows = person.learners.map((id) => board.learners.find((row) => row.id === id)!);
  const row = rows[0]!;
  const misconception = row.state === 'stuck' && row.signals[0]?.misconception;
  return (
    <li class={`person to-see ${person.state}`} data-learner={row.id}>
      <div class="who">
        <Picture name={row.animal} size={44} />
        <span class="names">
          {rows.map((one) => (
            <PupilLink key={one.id} row={one} />
          ))}
          {row.device !== null && <span class="tablet">{t('tablet', { n: row.device })}</span>}
        </span>
        <Button icon="hand-helping" style="help" onClick={() => void press(help(person.learners, what(row)))}>
          {t('help')}
        </Button>
      </div>
      <p class="because">
        <Icon name={person.state === 'idle' ? 'coffee' : 'hand'} size={20} />
        <span>
          <Prose text={reason(row, board.now, board.words)} />
          {misconception && (
            <>
              {t('list.stop')}
              <Prose text={title(board.words.misconceptions, misconception)} />
            </>
          )}
        </span>
      </p>
      <Say text={line(row, rows.length > 1, board.words)} />
      {row.helped > 0 && <p class="soft">{t('helped.week', { n: row.helped })}</p>}
    </li>
  );
}

/** A line to say, and to hear where this phone has a voice for the language. */
export function Say({ text }: { text: string }) {
  return (
    <p class="say">
      <q>
        <Prose text={text} />
      </q>
      {canRead(language.value) && (
        <Button
          icon="volume-2"
          aria-label={t('say.listen', { text })}
          onClick={() => readAloud(text, language.value)}
        />
      )}
    </p>
  );
}

/** Not helped yet this week, for the list of the others. */
export function first(name: string): string {
  return name.split(' ')[0] ?? name;
}

/** Rows that a card above shows already. */
export function onCards(board: Board): Set<string> {
  return new Set(board.people.flatMap(({ learners }) => learners));
}

export type { Row };
