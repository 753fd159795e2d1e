import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { Button } from '../button';

type Shows = 'usual' | 'quiet' | 'off';

/** How much shows of how far a child has come, and what she may choose. */
export interface RewardsChoice {
  value: Shows;
  options: readonly Shows[];
  choose(value: Shows): void;
}

interface LookButtonProps {
  /** What the button is for, for who hears it. */
  label: string;
  hand?: { value: 'right' | 'left'; swap(): void } | undefined;
  /** Whether numbers follow a choice here. */
  numerals?: boolean | undefined;
  rewards?: RewardsChoice | undefined;
}

type Opened = ComponentType<Omit<LookButtonProps, 'label'> & { close(): void }>;

/** Opens the choice of how this device looks; the choice itself is fetched when it is first wanted. */
export function LookButton({ label, hand, numerals, rewards }: LookButtonProps) {
  const sheet = useSignal<{ Sheet: Opened } | null>(null);
  const open = async (): Promise<void> => {
    const part = await import('./sheet');
    await part.ready;
    sheet.value = { Sheet: part.Sheet as Opened };
  };
  const Sheet = sheet.value?.Sheet;
  return (
    <>
      <Button style="look" icon="sliders-horizontal" aria-label={label} onClick={() => void open()} />
      {Sheet && (
        <Sheet hand={hand} numerals={numerals} rewards={rewards} close={() => (sheet.value = null)} />
      )}
    </>
  );
}
