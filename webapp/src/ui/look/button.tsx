import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { Button } from '../button';

interface LookButtonProps {
  /** What the button is for, for who hears it. */
  label: string;
  hand?: { value: 'right' | 'left'; swap(): void };
}

type Opened = ComponentType<{ hand?: LookButtonProps['hand']; close(): void }>;

/** Opens the choice of how this device looks; the choice itself is fetched when it is first wanted. */
export function LookButton({ label, hand }: LookButtonProps) {
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
      {Sheet && <Sheet hand={hand} close={() => (sheet.value = null)} />}
    </>
  );
}
