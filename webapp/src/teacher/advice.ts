import { language } from '../language/language';
import { isRecord } from '../sync/plan';

/** Text per language. */
type Texts = Record<string, string>;

/** What a teacher reads about a skill or a misconception. */
export interface Advice {
  title: Texts;
  say?: Texts;
  do?: Texts;
  /** Of a skill: the lesson that explains it. */
  lesson?: string;
}

/** The hub's words for the skills and misconceptions it names, by id. */
export interface Words {
  skills: Record<string, Advice>;
  misconceptions: Record<string, Advice>;
}

export const noWords: Words = { skills: {}, misconceptions: {} };

/** A text in the language on screen, else in English; empty when there is none. */
export function inWords(texts: Texts | undefined): string {
  return texts?.[language.value] ?? texts?.['en'] ?? '';
}

/** The name of a skill or misconception; its id in words when the hub gave none. */
export function title(all: Record<string, Advice>, id: string): string {
  return inWords(all[id]?.title) || id.replace(/-/g, ' ');
}

/** Reads words from an untrusted value. */
export function parseWords(value: unknown): Words {
  const part = (name: string): Record<string, Advice> => {
    const all = isRecord(value) && isRecord(value[name]) ? value[name] : {};
    return Object.fromEntries(
      Object.entries(all)
        .filter((entry): entry is [string, Record<string, unknown>] => isRecord(entry[1]))
        .map(([id, advice]) => [id, { title: texts(advice['title']), say: texts(advice['say']), do: texts(advice['do']), ...(typeof advice['lesson'] === 'string' && { lesson: advice['lesson'] }) }]), // prettier-ignore
    );
  };
  return { skills: part('skills'), misconceptions: part('misconceptions') };
}

function texts(value: unknown): Texts {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry) => typeof entry[1] === 'string')) as Texts;
}
