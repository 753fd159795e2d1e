import { post } from '../hub/client';
import { isRecord } from '../sync/plan';
import { parseWords, type Words } from './advice';
import { signedOut } from './board';
import { parseShelf, type Shelf } from './shelf-shape';
import { type Example, parseExample } from './board-shape';
import { parseStanding, parseWithout, type Standing, type Without } from './standing';

/** How far a learner has come with a skill. */
export const levels = ['new', 'attempted', 'familiar', 'proficient', 'mastered'] as const;
export type Level = (typeof levels)[number];

/** What a person may decide about a learner and a skill. */
export const decisions = ['known', 'not-known', 'pin', 'block'] as const;
export type Decision = (typeof decisions)[number] | 'none';

/** The families of reasons behind a belief. */
export const families = ['lately', 'needed', 'time', 'difficulty', 'help', 'little'] as const;
export type Family = (typeof families)[number];

export interface Because {
  family: Family;
  /** In log-odds; above zero it speaks for success. */
  value: number;
  count: number;
}

export interface Skill {
  skill: string;
  level: Level;
  /** Expected success on medium items, 0 to 1. */
  p: number;
  /** Probability that the skill is known, 0 to 1. */
  known: number;
  answers: number;
  sure: boolean;
  needs: string[];
  /** Tick at which a review falls due, 0 for none. */
  due: number;
  decision: Decision;
  reasons: Because[];
  standing: Standing[];
  without: Without | null;
}

export interface Sitting {
  session: string;
  device: number;
  card: string;
  /** For whom it counts; empty when void. */
  owner: string;
  first: number;
  last: number;
  answers: number;
  correct: number;
}

/** What a support plan may say; none of it changes a goal. */
export const supports = ['slower', 'steps', 'calm'] as const;
export type Support = (typeof supports)[number];

export interface Pupil {
  now: number;
  id: string;
  name: string;
  animal: string;
  grade: number;
  answers: number;
  correct: number;
  skills: Skill[];
  sessions: Sitting[];
  helps: Help[];
  /** What a teacher saw for herself and did not take back. */
  observed: Observed[];
  /** What she last said of a sitting, if anything. */
  said: Said | null;
  lately: Lately;
  shelf: Shelf;
  support: Support[];
  /** Names of pictures. */
  interests: string[];
  words: Words;
}

/** Pace, and how she comes: days the class met, answers on the last days, skills that became steady. */
export interface Lately {
  met: number;
  came: number;
  answers: number;
  right: number;
  steady: number;
}

/** A time a teacher helped: the tick, and a signal's code and skill or a state. */
export interface Help {
  at: number;
  what: string;
}

/** How an observation may come out, as the buttons stand. */
export const outcomes = ['right', 'not-yet'] as const;

/** A teacher's observation. */
export interface Observed {
  /** Takes it back. */
  observation: string;
  at: number;
  skill: string;
  outcome: (typeof outcomes)[number] | 'partly';
  weight: number;
}

/** A reflection: the tick, how the sitting felt and what helped. */
export interface Said {
  at: number;
  feeling: 'hard' | 'allRight' | 'well';
  helped: 'trying' | 'hint' | 'partner' | 'teacher' | null;
}

const feelings = [undefined, 'hard', 'allRight', 'well'] as const;
const helpers = [null, 'trying', 'hint', 'partner', 'teacher'] as const;

/** Fetches one learner's page: 'missing' when she is on no list here, 'away' when the hub gives none. */
export async function fetchPupil(id: string): Promise<Pupil | 'missing' | 'away'> {
  const { status, body } = await post(`/teacher/learners/${id}`);
  if (status === 401 || status === 403) signedOut.value = true;
  if (status === 404 || status === 400) return 'missing';
  return (status === 200 && parsePupil(body)) || 'away';
}

/** One answer with the exercise it was given to, null when the pack does not have it any more. */
export interface Answered {
  at: number;
  skill: string;
  correct: boolean;
  hints: number;
  misconception: string;
  response: string;
  /** Which second explanation she saw: with this exercise, or after the answer before. */
  explanation: string;
  /** Tool and way of working, such as frame/make-ten. */
  strategy: string;
  /** Written work cell by cell. */
  steps: string;
  example: Example | null;
}

/** Fetches a learner's newest answers; null when the hub gives none. */
export async function fetchAnswers(id: string): Promise<{ answers: Answered[]; words: Words } | null> {
  const { status, body } = await post(`/teacher/learners/${id}/answers`);
  if (status !== 200 || !isRecord(body) || !Array.isArray(body['answers'])) return null;
  const answers = body['answers'].filter(isRecord).map((answer) => ({
    at: Number(answer['at'] ?? 0),
    skill: String(answer['skill'] ?? ''),
    correct: answer['correct'] === true,
    hints: Number(answer['hints'] ?? 0),
    misconception: String(answer['misconception'] ?? ''),
    response: String(answer['response'] ?? ''),
    explanation: String(answer['explanation'] ?? ''),
    strategy: String(answer['strategy'] ?? ''),
    steps: String(answer['steps'] ?? ''),
    example: parseExample(answer['example']),
  }));
  return { answers, words: parseWords(body['words']) };
}

/** Writes a decision, 'none' to take one back; says whether the hub took it. */
export function decide(learner: string, skill: string, kind: Decision): Promise<boolean> {
  return take('/teacher/decisions', { learner, skill, kind });
}

/** Says whose session it was, nobody's with an empty owner; says whether the hub took it. */
export function assign(session: string, owner: string): Promise<boolean> {
  return take('/teacher/sessions', { session, owner });
}

/** Notes what a teacher heard or saw of a skill; says whether the hub took it. */
export function observe(learner: string, skill: string, outcome: Observed['outcome']): Promise<boolean> {
  return take('/teacher/observations', { learner, skill, outcome, means: 'oral' });
}

/** Takes an observation back; says whether the hub took it. */
export function unobserve(learner: string, undo: string): Promise<boolean> {
  return take('/teacher/observations', { learner, undo });
}

/** Says how a learner is served, in place of what was said before; says whether the hub took it. */
export function support(learner: string, plan: readonly Support[]): Promise<boolean> {
  return take('/teacher/support', { learner, support: plan });
}

/** Says what a learner likes, in place of what was said before; says whether the hub took it. */
export function like(learner: string, interests: readonly string[]): Promise<boolean> {
  return take('/teacher/interests', { learner, interests });
}

async function take(path: string, body: unknown): Promise<boolean> {
  const { status } = await post(path, { body });
  return status >= 200 && status < 300;
}

/** Reads a page from an untrusted value; skills and sessions of a shape unknown here are left out. */
export function parsePupil(value: unknown): Pupil | null {
  if (!isRecord(value) || typeof value['now'] !== 'number') return null;
  const { learner, skills, sessions } = value;
  if (!isRecord(learner) || typeof learner['id'] !== 'string') return null;
  if (!Array.isArray(skills) || !Array.isArray(sessions)) return null;
  return {
    now: value['now'],
    id: learner['id'],
    name: String(learner['name'] ?? ''),
    animal: String(learner['animal'] ?? ''),
    grade: Number(learner['grade'] ?? 0),
    answers: Number(value['answers'] ?? 0),
    correct: Number(value['correct'] ?? 0),
    skills: skills.map(parseSkill).filter((skill) => skill !== null),
    sessions: sessions.map(parseSitting).filter((sitting) => sitting !== null),
    helps: (Array.isArray(value['helps']) ? value['helps'] : [])
      .filter(isRecord)
      .map((help) => ({ at: Number(help['at'] ?? 0), what: String(help['what'] ?? '') })),
    observed: (Array.isArray(value['observed']) ? value['observed'] : [])
      .filter(isRecord)
      .map(parseObserved)
      .filter((seen) => seen !== null),
    said: parseSaid(value['said']),
    lately: parseLately(value['lately']),
    shelf: parseShelf(value['shelf']),
    support: supports.filter((one) => Array.isArray(value['support']) && value['support'].includes(one)),
    interests: Array.isArray(value['interests']) ? value['interests'].map(String) : [],
    words: parseWords(value['words']),
  };
}

function parseLately(value: unknown): Lately {
  const of = (name: string): number => Number((isRecord(value) && value[name]) || 0);
  return {
    met: of('met'),
    came: of('came'),
    answers: of('answers'),
    right: of('right'),
    steady: of('steady'),
  };
}

function parseObserved(seen: Record<string, unknown>): Observed | null {
  const outcome = seen['outcome'] as Observed['outcome'];
  if (outcome !== 'partly' && !outcomes.includes(outcome)) return null;
  return {
    observation: String(seen['observation'] ?? ''),
    at: Number(seen['at'] ?? 0),
    skill: String(seen['skill'] ?? ''),
    outcome,
    weight: Number(seen['weight'] ?? 0),
  };
}

function parseSaid(value: unknown): Said | null {
  if (!isRecord(value)) return null;
  const feeling = feelings[Number(value['feeling'])];
  if (!feeling) return null;
  return { at: Number(value['at'] ?? 0), feeling, helped: helpers[Number(value['helped'])] ?? null };
}

function parseSkill(value: unknown): Skill | null {
  if (!isRecord(value) || typeof value['skill'] !== 'string') return null;
  const level = value['level'] as Level;
  if (!levels.includes(level)) return null;
  const decision = value['decision'] as Decision;
  return {
    skill: value['skill'],
    level,
    p: Number(value['p'] ?? 0),
    known: Number(value['known'] ?? 0),
    answers: Number(value['answers'] ?? 0),
    sure: value['sure'] === true,
    needs: Array.isArray(value['needs']) ? value['needs'].map(String) : [],
    due: Number(value['due'] ?? 0),
    decision: (decisions as readonly string[]).includes(decision) ? decision : 'none',
    reasons: (Array.isArray(value['reasons']) ? value['reasons'] : [])
      .filter(isRecord)
      .filter((reason) => families.includes(reason['family'] as Family))
      .map((reason) => ({
        family: reason['family'] as Family,
        value: Number(reason['value'] ?? 0),
        count: Number(reason['count'] ?? 0),
      })),
    standing: parseStanding(value['standing']),
    without: parseWithout(value['without']),
  };
}

function parseSitting(value: unknown): Sitting | null {
  if (!isRecord(value) || typeof value['session'] !== 'string' || typeof value['card'] !== 'string')
    return null;
  return {
    session: value['session'],
    device: Number(value['device'] ?? 0),
    card: value['card'],
    owner: String(value['owner'] ?? ''),
    first: Number(value['first'] ?? 0),
    last: Number(value['last'] ?? 0),
    answers: Number(value['answers'] ?? 0),
    correct: Number(value['correct'] ?? 0),
  };
}
