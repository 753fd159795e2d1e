import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import sprite from 'virtual:skill-pictures';
import { post } from '../hub/client';
import { Prose } from '../language/prose';
import { strandOf } from '../language/strands';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { Note } from '../ui/note';
import { Segments } from '../ui/segments';
import { title, type Words } from './advice';
import { signedOut } from './board';
import { Fetched, type Trouble } from './fetched';
import { LessonLink } from './lesson-link';
import { type Outlined, parseUnits, strands, type Unit, type Units } from './unit-shape';
import { t } from './words';
import './unit.css';

/** What each grade works on this week, beside the gaps of each. */
export function WeekUnit() {
  const units = useSignal<Units | null>(null);
  const trouble = useSignal<Trouble | null>(null);
  const grade = useSignal<number | null>(null);
  const load = async (): Promise<void> => {
    const { status, body } = await post('/teacher/unit');
    if (status === 401 || status === 403) signedOut.value = true;
    units.value = status === 200 ? parseUnits(body) : null;
    trouble.value = units.value ? null : 'away';
  };
  const save = async ({ grade, share, skills }: Unit): Promise<boolean> => {
    const { status } = await post('/teacher/unit', { body: { grade, share, skills } });
    if (status !== 200) trouble.value = 'failed';
    else await load();
    return status === 200;
  };
  useEffect(() => void load(), []);
  return (
    <>
      <a class="button" href="/teacher/class">
        <Icon name="users" />
        {t('nav.class')}
      </a>
      <Fetched value={units.value} trouble={trouble.value} again={() => void load()}>
        {(all) => <Grades all={all} grade={grade.value} choose={(n) => (grade.value = n)} save={save} />}
      </Fetched>
    </>
  );
}

interface GradesProps {
  all: Units;
  grade: number | null;
  choose(grade: number): void;
  save(unit: Unit): Promise<boolean>;
}

/** The grades of the class, and the unit of the one that is looked at. */
function Grades({ all, grade, choose, save }: GradesProps) {
  const unit = all.grades.find((one) => one.grade === grade) ?? all.grades[0];
  if (!unit) return <Note kind="empty">{t('list.count', { n: 0 })}</Note>;
  return (
    <>
      {all.grades.length > 1 && (
        <Segments
          label={t('unit.for')}
          heading="h2"
          value={String(unit.grade)}
          options={all.grades.map((one) => ({
            value: String(one.grade),
            label: gradeName(one.grade),
            icon: 'users',
          }))}
          choose={(value) => choose(Number(value))}
        />
      )}
      <Chosen key={`${unit.grade} ${unit.share} ${unit.skills.join()}`} unit={unit} units={all} save={save} />
    </>
  );
}

/** A grade by name; children without one have a word too. */
export function gradeName(grade: number): string {
  return grade === 0 ? t('unit.noGrade') : t('unit.grade', { n: grade });
}

interface ChosenProps {
  unit: Unit;
  units: Units;
  save(unit: Unit): Promise<boolean>;
}

/** What stood before the last change of a grade, so that one tap takes it back. */
const before = new Map<number, Unit>();

/** The unit of one grade: its skills by picture, its share. */
export function Chosen({ unit, units, save }: ChosenProps) {
  const skills = useSignal(unit.skills);
  const share = useSignal(unit.share);
  const from = useSignal(usual(unit, units));
  const changed = share.value !== unit.share || skills.value.join() !== unit.skills.join();
  const former = before.get(unit.grade);
  const grades = [...new Set(units.skills.map(({ grade }) => grade))].sort((a, b) => a - b);
  const toggle = (ids: string[], on: boolean): void => {
    const others = skills.value.filter((id) => !ids.includes(id));
    skills.value = on ? [...others, ...ids].slice(0, most) : others;
  };
  const keep = async (): Promise<void> => {
    before.set(unit.grade, unit); // first, for what was saved is shown at once
    if (!(await save({ ...unit, skills: skills.value, share: share.value }))) before.delete(unit.grade);
  };
  const takeBack = async (): Promise<void> => {
    before.delete(unit.grade);
    if (former && !(await save(former))) before.set(unit.grade, former);
  };
  return (
    <>
      <p>{summary(unit, units.words)}</p>
      <LessonsOf skills={unit.skills} words={units.words} />
      {former && !changed && (
        <p class="decided">
          <span role="status">{t('unit.saved')}</span>
          <Button icon="undo-2" style="undo" onClick={() => void takeBack()}>
            {t('undo')}
          </Button>
        </p>
      )}
      <Share share={share.value} choose={(value) => (share.value = value)} />
      {grades.length > 1 && (
        <Segments
          label={t('unit.from')}
          heading="h2"
          value={String(from.value)}
          options={grades.map((n) => ({ value: String(n), label: gradeName(n), icon: 'layout-grid' }))}
          choose={(value) => (from.value = Number(value))}
        />
      )}
      {strands(units.skills, from.value).map(([strand, list]) => (
        <Strand
          key={strand}
          strand={strand}
          list={list}
          chosen={skills.value}
          words={units.words}
          toggle={toggle}
        />
      ))}
      <div class="finish">
        <Button icon="check" main style="save-unit" disabled={!changed} onClick={() => void keep()}>
          {t('unit.save', { n: skills.value.length })}
        </Button>
      </div>
    </>
  );
}

/** Most skills of a unit; the hub takes no more. */
const most = 40;

/** The grade of the curriculum to choose from at first: that of the unit, else the children's own. */
function usual({ grade, skills }: Unit, { skills: all }: Units): number {
  const grades = all.map((one) => one.grade);
  const first = all.find((one) => one.skill === skills[0]);
  if (first) return first.grade;
  return grades.includes(grade) ? grade : Math.min(...grades);
}

/** What stands, in words. */
export function summary({ share, skills }: Unit, words: Words): string {
  if (share === 0 || skills.length === 0) return t('unit.none');
  const [first, ...others] = skills.map((id) => title(words.skills, id));
  const names = others.length > 2 ? [first, others[0]].join(t('list.comma')) : [first, ...others].join(t('list.comma')); // prettier-ignore
  return t('unit.now', { share: t(shares[share] ?? 'unit.share.2'), names, more: others.length > 2 ? others.length - 1 : 0 }); // prettier-ignore
}

/** The lessons that explain the skills of a unit. */
function LessonsOf({ skills, words }: { skills: string[]; words: Words }) {
  const explained = skills.filter((id) => words.skills[id]?.lesson);
  if (explained.length === 0) return null;
  return (
    <ul class="unit-lessons">
      {explained.map((id) => (
        <li key={id}>
          <LessonLink skill={id} words={words} />
          <span>
            <Prose text={title(words.skills, id)} />
          </span>
        </li>
      ))}
    </ul>
  );
}

const shares = ['unit.share.0', 'unit.share.1', 'unit.share.2', 'unit.share.3', 'unit.share.4'] as const;

function Share({ share, choose }: { share: number; choose(share: number): void }) {
  return (
    <Segments
      label={t('unit.share')}
      heading="h2"
      value={String(share)}
      options={shares.map((word, n) => ({ value: String(n), label: t(word) }))}
      choose={(value) => choose(Number(value))}
    />
  );
}

interface StrandProps {
  strand: string;
  list: Outlined[];
  chosen: string[];
  words: Words;
  toggle(ids: string[], on: boolean): void;
}

/** A strand of the curriculum: one tap for all of it, or skill by skill. */
function Strand({ strand, list, chosen, words, toggle }: StrandProps) {
  const ids = list.map(({ skill }) => skill);
  const all = ids.every((id) => chosen.includes(id));
  const name = strandName(strand);
  return (
    <section class="strand" data-strand={strand}>
      <h2>{name}</h2>
      <Button
        pressed={all}
        aria-label={t('unit.whole', { n: ids.length, name })}
        style="whole"
        onClick={() => toggle(ids, !all)}
      >
        {t('unit.all', { n: ids.length })}
      </Button>
      <ul>
        {list.map(({ skill, picture }) => (
          <li key={skill}>
            <Button
              pressed={chosen.includes(skill)}
              data-skill={skill}
              onClick={() => toggle([skill], !chosen.includes(skill))}
            >
              <svg width="32" height="32" aria-hidden="true">
                <use href={`${sprite}#${picture}`} />
              </svg>
              <span>
                <Prose text={title(words.skills, skill)} />
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A strand in words; one that this edition does not know by the name its curriculum gives it. */
export function strandName(strand: string): string {
  const known = strandOf(strand);
  return known !== 'other' ? t(`strand.${known}`) : strand.replace(/-/g, ' ') || t('strand.other');
}
