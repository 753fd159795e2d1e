import '../late-icons';
import { direction, language } from '../../language/language';
import { Dialog } from '../dialog';
import type { RewardsChoice } from './button';
import { Segments } from '../segments';
import { t } from '../words';
import { choose, type Kind, kinds, look } from './look';

export { ready } from '../words';

const icons = {
  scheme: { system: 'monitor', light: 'sun', dark: 'moon' },
  size: { normal: 'a-large-small', large: 'zoom-in' },
  contrast: { system: 'monitor', plain: 'eye', contrast: 'contrast' },
  calm: { lively: 'sparkles', calm: 'leaf' },
  digits: { western: '', urdu: '' },
  grouping: { ungrouped: '', lakhs: '', thousands: '' },
} as const satisfies { [K in Kind]: Record<(typeof kinds)[K][number], string> };

/** What changes a learner's screens alone. */
const ofNumbers = new Set<Kind>(['digits', 'grouping']);

/** The left hand is at the left, whichever way the language runs. */
function hands() {
  const sides = [
    { value: 'left' as const, label: t('hand.left'), icon: 'panel-left' },
    { value: 'right' as const, label: t('hand.right'), icon: 'panel-right' },
  ];
  return direction[language.value] === 'rtl' ? sides.reverse() : sides;
}

interface SheetProps {
  /** Which hand types on this tablet, where that matters. */
  hand?: { value: 'right' | 'left'; swap(): void } | undefined;
  /** Whether numbers follow a choice here. */
  numerals?: boolean | undefined;
  /** How much a child wants to see of how far she came, while one sits here. */
  rewards?: RewardsChoice | undefined;
  close(): void;
}

const shows = { usual: 'sparkles', quiet: 'leaf', off: 'eye-off' } as const;

/** How this device looks, chosen by a person and kept on it. */
export function Sheet({ hand, numerals, rewards, close }: SheetProps) {
  return (
    <Dialog title={t('look.title')} closing={t('look.close')} close={close}>
      {(Object.keys(kinds) as Kind[])
        .filter((kind) => numerals || !ofNumbers.has(kind))
        .map((kind) => (
          <Choice key={kind} kind={kind} />
        ))}
      {hand && (
        <Segments
          label={t('hand')}
          value={hand.value}
          options={hands()}
          choose={(value) => value !== hand.value && hand.swap()}
        />
      )}
      {rewards && (
        <Segments
          label={t('rewards')}
          value={rewards.value}
          options={rewards.options.map((value) => ({
            value,
            label: t(`rewards.${value}`),
            icon: shows[value],
          }))}
          choose={rewards.choose}
        />
      )}
      <p>{t('look.kept')}</p>
    </Dialog>
  );
}

function Choice<K extends Kind>({ kind }: { kind: K }) {
  const drawn: Record<string, string> = icons[kind];
  const options = kinds[kind].map((value) => ({
    value: value as string,
    label: t(`${kind}.${value}` as Parameters<typeof t>[0]),
    icon: drawn[value] ?? '',
  }));
  return (
    <Segments
      label={t(kind)}
      value={look.value[kind] as string}
      options={options}
      choose={(value) => choose(kind, value as never)}
    />
  );
}
