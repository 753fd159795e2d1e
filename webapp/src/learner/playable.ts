import { bringLater, later } from './later';
import type { Exercise, Instance, OptionPicture } from './pack';

const layouts = new Set(['row', 'column', 'picture', 'sequence', 'tens', 'frame', 'sum', 'none']);

/** Whether this app can show the exercise and take its answer; a later pack may hold what it cannot. */
export function playable(exercise: Exercise): boolean {
  const { item, instance, generator } = exercise;
  const drawn = layouts.has(generator.layout.kind) || (later.value?.draws(generator.layout.kind) ?? false);
  const shown = (instance.pictures ?? []).every(drawable);
  return (
    drawn && shown && (answerable(item.format, instance) || (later.value?.answerable(exercise) ?? false))
  );
}

/** The same, once what is fetched apart is here, if the exercise needs it. */
export async function showable(exercise: Exercise): Promise<boolean> {
  if (!playable(exercise)) await bringLater();
  return playable(exercise);
}

function answerable(format: string, instance: Instance): boolean {
  const { options, pictures, tiles } = instance;
  switch (format) {
    case 'keypad':
      return true;
    case 'choice':
      return texts(options, 4) && options.includes(instance.answer);
    case 'picture':
      return (
        texts(options, 4) &&
        options.includes(instance.answer) &&
        Array.isArray(pictures) &&
        pictures.length === options.length &&
        pictures.every(drawable)
      );
    case 'order':
      return texts(tiles, 5);
    default:
      return false;
  }
}

/** Whether these are two to `most` different texts. */
function texts(value: string[] | undefined, most: number): value is string[] {
  return (
    Array.isArray(value) && value.length >= 2 && value.length <= most && new Set(value).size === value.length
  );
}

function drawable(picture: OptionPicture): boolean {
  if (picture?.kind === 'things') return within(picture.count, 1, 20);
  if (later.value?.drawable(picture)) return true;
  if (picture?.kind !== 'fraction' || !['circle', 'bar'].includes(picture.shape)) return false;
  return within(picture.parts, 1, 8) && within(picture.filled, 0, picture.parts);
}

function within(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && value >= from && value <= to;
}
