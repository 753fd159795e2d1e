import type { Film } from '../../learner/extras';
import type { Exercise, Lesson } from '../../learner/pack';
import { isRecord } from '../../sync/plan';
import { parseWords, type Words } from '../advice';

/** A lesson with its place in the curriculum. */
export interface Listed extends Lesson {
  picture: string;
  grade: number;
  strand: string;
  /** What somebody gave it on this hub. */
  media?: Film;
}

export interface Lessons {
  lessons: Listed[];
  words: Words;
}

/** Reads the lessons from an untrusted value; one of another shape is left out. */
export function parseLessons(value: unknown): Lessons | null {
  if (!isRecord(value) || !Array.isArray(value['lessons'])) return null;
  const lessons = value['lessons'].filter(isRecord).filter(isLesson) as unknown as Listed[];
  return { lessons, words: parseWords(value['words']) };
}

const isLesson = (one: Record<string, unknown>): boolean =>
  typeof one['id'] === 'string' &&
  typeof one['skill'] === 'string' &&
  Array.isArray(one['screens']) &&
  Array.isArray(one['questions']);

/** An exercise of a handout. */
export type OnPaper = Pick<Exercise, 'generator' | 'instance'>;

/** Reads the exercises of a handout from an untrusted value; one of another shape is left out. */
export function parseHandout(value: unknown): OnPaper[] | null {
  if (!isRecord(value) || !Array.isArray(value['exercises'])) return null;
  return value['exercises'].filter(isExercise) as unknown as OnPaper[];
}

const isExercise = (one: unknown): boolean =>
  isRecord(one) &&
  isRecord(one['generator']) &&
  Array.isArray(one['generator']['stem']) &&
  Array.isArray(one['generator']['steps']) &&
  isRecord(one['instance']) &&
  isRecord(one['instance']['v']) &&
  typeof one['instance']['answer'] === 'string';
