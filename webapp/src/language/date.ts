import { language } from './language';

const locale = { en: 'en-GB', ur: 'ur-PK-u-nu-latn' } as const;

const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
const day = {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

/** A moment in ticks of 10 ms as the time of day here. */
export function timeOfDay(ticks: number): string {
  return new Intl.DateTimeFormat(locale[language.value], clock).format(ticks * 10);
}

/** A moment in ticks of 10 ms as day and time. */
export function dayAndTime(ticks: number): string {
  return new Intl.DateTimeFormat(locale[language.value], day).format(ticks * 10);
}

/** A count with the language's separators and Western digits. */
export function figure(value: number): string {
  return new Intl.NumberFormat(locale[language.value]).format(value);
}

/** A share from 0 to 1 in per cent. */
export function percent(share: number): string {
  return new Intl.NumberFormat(locale[language.value], { style: 'percent', maximumFractionDigits: 0 }).format(
    share,
  );
}

/** The day on which a week begins, in ticks of 10 ms; weeks are those of UTC. */
export function weekOf(ticks: number): string {
  const format = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locale[language.value], format).format(ticks * 10);
}
