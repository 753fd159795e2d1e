import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { dayAndTime, timeOfDay } from '../language/date';
import { Prose } from '../language/prose';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { Note } from '../ui/note';
import { PersonName } from '../ui/person-name';
import { Picture } from '../ui/picture';
import { title, type Words } from './advice';
import { Answers } from './answers';
import { board } from './board';
import { Fetched, type Trouble } from './fetched';
import { Forgotten } from './forget';
import { Leaving } from './leaving';
import {
  assign,
  type Because,
  decide,
  type Decision,
  decisions,
  fetchPupil,
  type Lately,
  type Pupil as Page,
  type Said,
  type Sitting,
  type Skill,
} from './pupil';
import { ShelfOf } from './shelf';
import { stands } from './standing';
import { Likes, SupportOf } from './support';
import { Observe, Seen } from './observe';
import { t } from './words';

/** One learner: what is known, why, and what a person may correct. */
export function Pupil({ id }: { id: string }) {
  const page = useSignal<Page | null>(null);
  const trouble = useSignal<Trouble | null>(null);
  const load = async (): Promise<void> => {
    const got = await fetchPupil(id);
    if (typeof got === 'string') trouble.value = got;
    else {
      page.value = got;
      trouble.value = null;
    }
  };
  useEffect(() => {
    page.value = null;
    gone.value = false;
    void load();
  }, [id]);
  const gone = useSignal(false);
  const change = async (done: Promise<boolean>): Promise<void> => {
    if (await done) await load();
    else trouble.value = 'failed';
  };
  return (
    <>
      <a class="button" href="/teacher">
        <Icon name="users" />
        {t('pupil.back')}
      </a>
      {gone.value ? (
        <Forgotten />
      ) : (
        <Fetched value={page.value} trouble={trouble.value} again={() => void load()}>
          {(pupil) => (
            <>
              <About pupil={pupil} change={change} />
              <Leaving pupil={pupil} gone={() => (gone.value = true)} />
            </>
          )}
        </Fetched>
      )}
    </>
  );
}

interface Part {
  pupil: Page;
  change(done: Promise<boolean>): Promise<void>;
}

/** The page once it is here. */
export function About({ pupil, change }: Part) {
  const met = pupil.skills.filter(
    ({ skill, answers, decision }) =>
      answers > 0 || decision !== 'none' || pupil.observed.some((seen) => seen.skill === skill),
  );
  const others = pupil.skills.filter((skill) => !met.includes(skill));
  return (
    <>
      <div class="pupil">
        <Picture name={pupil.animal} size={56} />
        <div>
          <h2>
            <PersonName name={pupil.name} />
          </h2>
          <p>
            {t('pupil.answers', { n: pupil.answers, right: pupil.correct })} ·{' '}
            {t('asOf', { time: timeOfDay(pupil.now) })}
          </p>
        </div>
      </div>
      {pupil.lately.met > 0 && <p class="soft">{paced(pupil.lately)}</p>}
      {pupil.said && <p class="note said">{reflection(pupil.said)}</p>}
      <h2>{t('pupil.skills')}</h2>
      <ul class="facts">
        {met.map((skill) => (
          <Known key={skill.skill} skill={skill} pupil={pupil} change={change} />
        ))}
      </ul>
      <Others skills={others} unfolded={met.length === 0} pupil={pupil} change={change} />
      <ShelfOf pupil={pupil} practise={(skill) => void change(decide(pupil.id, skill, 'pin'))} />
      <SupportOf pupil={pupil} change={change} />
      <Likes pupil={pupil} change={change} />
      <Answers id={pupil.id} />
      <Helps pupil={pupil} />
      <h2>{t('pupil.sessions')}</h2>
      {pupil.sessions.length === 0 && <Note kind="empty">{t('pupil.noSessions')}</Note>}
      <ul class="facts">
        {pupil.sessions.map((sitting) => (
          <Sat key={sitting.session} sitting={sitting} pupil={pupil} change={change} />
        ))}
      </ul>
    </>
  );
}

/** Pace and days, in words. */
export function paced({ met, came, answers: n, right, steady }: Lately): string {
  return t('pupil.lately', { met, came, n, right, steady });
}

/** What a child last said of a sitting, in words. */
export function reflection({ at, feeling, helped }: Said): string {
  const felt = t(`said.${feeling}`);
  const said = helped ? t('said.both', { felt, helped: t(`said.${helped}`) }) : felt;
  return `${t('said', { said })} · ${dayAndTime(at)}`;
}

/** When a teacher helped, and with what. */
function Helps({ pupil }: { pupil: Page }) {
  if (pupil.helps.length === 0) return null;
  return (
    <>
      <h2>{t('pupil.helps')}</h2>
      <ul class="helps">
        {pupil.helps.map((help) => (
          <li key={help.at}>
            <Icon name="hand-helping" size={20} />
            <span>
              {dayAndTime(help.at)} · {about(help.what, pupil.words)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What a help was about, from the words of the log. */
export function about(what: string, words: Words): string {
  const [code = '', skill = ''] = what.split(' ');
  return skill ? title(words.skills, skill) : t(code === 'idle' ? 'help.idle' : 'help.other');
}

/** Skills she has not met: a course has more than a hundred, so they are written when asked for. */
function Others({ skills, unfolded, pupil, change }: Part & { skills: Skill[]; unfolded: boolean }) {
  const open = useSignal(unfolded);
  if (skills.length === 0) return null;
  return (
    <details class="others" open={unfolded} onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary class="button">
        <Icon name="chevron-right" />
        {t('pupil.others', { n: skills.length })}
      </summary>
      {open.value && (
        <ul class="facts">
          {skills.map((skill) => (
            <Known key={skill.skill} skill={skill} pupil={pupil} change={change} />
          ))}
        </ul>
      )}
    </details>
  );
}

function Known({ skill, pupil, change }: Part & { skill: Skill }) {
  const say = (kind: Decision): void => void change(decide(pupil.id, skill.skill, kind));
  return (
    <li class={`fact ${skill.sure ? skill.level : 'unsure'}`} data-skill={skill.skill}>
      <details>
        <summary>
          <span class="what">
            <strong>{title(pupil.words.skills, skill.skill)}</strong>
            <span>{belief(skill)}</span>
          </span>
          <Icon name="chevron-right" />
        </summary>
        <p>
          {t('pupil.evidence', { n: skill.answers })} · {due(skill.due, pupil.now)}
        </p>
        {skill.standing.length > 0 && (
          <>
            <h3>{t('standing')}</h3>
            <ul class="reasons">
              {skill.standing.map((one) => (
                <li key={one.code}>{stands(one)}</li>
              ))}
              {skill.without && <li>{otherwise(skill)}</li>}
            </ul>
          </>
        )}
        <h3>{t('because')}</h3>
        <ul class="reasons">
          {skill.reasons.map((reason) => (
            <li key={reason.family}>
              <Prose text={because(reason, skill, pupil.words)} />
            </li>
          ))}
        </ul>
        <Observe skill={skill} pupil={pupil} change={change} />
        <p>{t('decide')}</p>
        <div class="choices">
          {decisions.map((kind) => (
            <Button key={kind} pressed={skill.decision === kind} data-kind={kind} onClick={() => say(kind)}>
              {t(`decide.${kind}`)}
            </Button>
          ))}
        </div>
      </details>
      <Seen skill={skill} pupil={pupil} change={change} />
      {skill.decision !== 'none' && (
        <div class="decided">
          <span role="status">{t('decided', { what: t(`decide.${skill.decision}`) })}</span>
          <Button icon="undo-2" style="undo" onClick={() => say('none')}>
            {t('undo')}
          </Button>
        </div>
      )}
    </li>
  );
}

function Sat({ sitting, pupil, change }: Part & { sitting: Sitting }) {
  const give = (owner: string): void => void change(assign(sitting.session, owner));
  const others = (board.value?.learners ?? []).filter(({ id }) => id !== sitting.owner);
  return (
    <li class={sitting.owner === pupil.id ? 'fact' : 'fact elsewhere'} data-session={sitting.session}>
      <details>
        <summary>
          <span class="what">
            <strong>
              {t('tablet', { n: sitting.device })} · {timeOfDay(sitting.first)} – {timeOfDay(sitting.last)}
            </strong>
            <span>{t('session.line', { n: sitting.answers, right: sitting.correct })}</span>
          </span>
          <Icon name="chevron-right" />
        </summary>
        <p>{t('session.whose')}</p>
        <div class="choices">
          {sitting.owner !== '' && (
            <Button style="void" onClick={() => give('')}>
              {t('session.nobody')}
            </Button>
          )}
          {others.map(({ id, name }) => (
            <Button key={id} data-owner={id} onClick={() => give(id)}>
              <PersonName name={name} />
            </Button>
          ))}
        </div>
      </details>
      {sitting.owner !== sitting.card && (
        <div class="decided">
          <span role="status">
            {sitting.owner === ''
              ? t('session.void')
              : t('session.given', { name: nameOf(sitting.owner, pupil) })}
          </span>
          <Button icon="undo-2" style="undo" onClick={() => give(sitting.card)}>
            {t('undo')}
          </Button>
        </div>
      )}
    </li>
  );
}

function nameOf(id: string, pupil: Page): string {
  return id === pupil.id ? pupil.name : (board.value?.learners.find((row) => row.id === id)?.name ?? '…');
}

/** What is believed of a skill, in words; no belief is told while the answers are few. */
export function belief(skill: Skill): string {
  if (skill.answers === 0) return t('level.new');
  if (!skill.sure) return t('belief.unsure');
  const words =
    skill.known >= likely ? 'belief.yes' : skill.known <= 1 - likely ? 'belief.no' : 'belief.open';
  return `${t(words)} · ${t(`level.${skill.level}`)}`;
}

/** What would be believed without the last answers, in words. */
export function otherwise(skill: Skill): string {
  const { left, known, level } = skill.without!;
  const then = { ...skill, known, level: level as Skill['level'], answers: skill.answers - left };
  const said = belief({ ...then, sure: skill.sure });
  const same = said === belief(skill);
  return t('without', { n: left, belief: same ? t('without.same') : said });
}

/** The certainty at which a belief is told as one, either way. */
const likely = 0.8;

function due(tick: number, now: number): string {
  if (tick === 0) return t('due.none');
  const days = Math.floor(tick / day) - Math.floor(now / day);
  return days > 0 ? t('due.in', { n: days }) : t('due.now');
}

const day = 8_640_000;

/** One family's part in a belief, in words. */
export function because({ family, value, count }: Because, skill: Skill, words: Words): string {
  const names = skill.needs.map((id) => title(words.skills, id)).join(t('list.comma'));
  if (family === 'needed' && names) return `${t('because.needs', { names })} · ${weight(value)}`;
  const said = t(`because.${family}`, { n: count });
  return family === 'help' || family === 'little' ? said : `${said} · ${weight(value)}`;
}

function weight(value: number): string {
  return t(value > slight ? 'weight.for' : value < -slight ? 'weight.against' : 'weight.little');
}

/** Log-odds below which a reason moves the chance by less than four in a hundred. */
const slight = 0.15;
