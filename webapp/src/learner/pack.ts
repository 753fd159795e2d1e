/** Text per language code. */
export type Words = Record<string, string>;

export interface Skill {
  id: string;
  picture: string;
  title: Words;
  can: Words;
  /** Places of the skills that this one builds on. */
  after?: number[];
}

/** What to draw beside an exercise; names point into the instance's values. */
export interface Layout {
  kind: string;
  [name: string]: unknown;
}

export interface Generator {
  id: string;
  format: string;
  text: Record<string, Words>;
  stem: string[];
  hints: string[];
  steps: string[];
  layout: Layout;
}

export type Values = Record<string, number | string>;

/** What stands on an option that is tapped by its picture. */
export type OptionPicture =
  | { kind: 'things'; thing: string; count: number }
  | { kind: 'fraction'; shape: 'circle' | 'bar'; parts: number; filled: number };

export interface Instance {
  v: Values;
  answer: string;
  wrong: Record<string, string>;
  /** What `choice` and `picture` let tap, in the order to show. */
  options?: string[];
  /** For `picture`, what each option shows, place by place. */
  pictures?: OptionPicture[];
  /** What `order` lets put in a row. */
  tiles?: string[];
}

export interface Item {
  skill: number;
  generator: number;
  level: number;
  format: string;
  instances: Instance[];
}

/** A compiled pack as the hub serves it to tablets. */
export interface Pack {
  format: number;
  pack: string;
  version: number;
  catalogue: string;
  languages: string[];
  skills: Skill[];
  generators: Generator[];
  misconceptions: { id: string; title: Words }[];
  items: Item[];
}

/** Everything needed to put one exercise on screen. */
export interface Exercise {
  item: Item;
  instance: Instance;
  generator: Generator;
  skill: Skill;
}

/** Looks an exercise up; null when the pack does not hold it. */
export function findExercise(pack: Pack, item: number, instance: number): Exercise | null {
  const found = pack.items[item];
  const generator = found && pack.generators[found.generator];
  const skill = found && pack.skills[found.skill];
  const values = found?.instances[instance];
  return found && generator && skill && values ? { item: found, instance: values, generator, skill } : null;
}
