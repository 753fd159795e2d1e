import type { ComponentType } from 'preact';
import type { Exercise, LaterPicture as Picture, OptionPicture } from '../../pack';
import { kinds, LaterDrawing } from './drawing';
import { Groups, GroupKeys } from './group';
import { Line, LineKeys } from './line';
import { MoneyKeys, Tray } from './money';
import { firstDigits, Paper, PaperKeys } from './paper';
import * as rules from './rules';
import { ClockKeys, SetClock, Shade, ShadeKeys } from './set';
import './later.css';

export { answerable } from './rules';
export { LaterPicture, pictureLabel } from './picture';
export { ready } from './words';
export { rules };

export interface DrawingProps {
  exercise: Exercise;
  help: boolean;
  typed: string;
}

/** Whether a kind of drawing is among the later ones. */
export const draws = (kind: string): boolean =>
  kind === 'line' || kind === 'shade' || kind === 'hands' || kinds.has(kind);

const high = new Set([
  'groups',
  'array',
  'area',
  'hundred',
  'clock',
  'bars',
  'key',
  'tally',
  'polygon',
  'hands',
]);

/** Whether a drawing is about as high as it is wide. */
export const isHigh = (kind: string): boolean => high.has(kind);

/** What draws the exercise; null for what the first files draw. */
export function drawingOf({ item, generator }: Exercise): ComponentType<DrawingProps> | null {
  if (item.format === 'steps') return Paper;
  if (generator.layout.kind === 'line') return Line;
  if (generator.layout.kind === 'shade') return Shade;
  if (generator.layout.kind === 'hands') return SetClock;
  return kinds.has(generator.layout.kind) ? LaterDrawing : null;
}

/** The keys of a way to answer; null for those of the first files. */
export function keysOf(format: string): ComponentType<{ exercise: Exercise }> | null {
  return (
    {
      money: MoneyKeys,
      line: LineKeys,
      steps: PaperKeys,
      bar: ShadeKeys,
      clock: ClockKeys,
      group: GroupKeys,
    }[format] ?? null
  );
}

/** What shows the answer so far beside the drawing. */
export function givenOf(format: string): ComponentType<{ exercise: Exercise; given: string }> | null {
  return { money: Tray, group: Groups }[format] ?? null;
}

/** The cells of written work, judged one by one; null for other exercises. */
export function judged({ instance }: Exercise, given: string): string | null {
  return instance.work ? rules.judgedCells(instance.work, given.split('|'), firstDigits()) : null;
}

/** Whether a picture on an option is one of these and whole. */
export function drawable(picture: OptionPicture): picture is Picture {
  switch (picture?.kind) {
    case 'clock':
      return /^\d{1,2}:\d\d$/.test(picture.time);
    case 'polygon':
      return picture.size >= 3 && picture.size <= 8;
    case 'angle':
      return picture.size >= 10 && picture.size <= 180;
    case 'fold':
      return picture.rows * picture.columns <= 16;
    default:
      return false;
  }
}
