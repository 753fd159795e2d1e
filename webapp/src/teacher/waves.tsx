import { useSignal } from '@preact/signals';
import { Note } from '../ui/note';
import { Segments } from '../ui/segments';
import { callWave } from './board';
import type { Board } from './board-shape';
import { t } from './words';

/** The waves of a class, in order. */
export function wavesOf(board: Board): number[] {
  return [...new Set(board.learners.map(({ wave }) => wave))].sort((a, b) => a - b);
}

interface WavesProps {
  waves: number[];
  wave: number;
  choose(wave: number): void;
}

/** Which wave the tablets are for. */
export function Waves({ waves, wave, choose }: WavesProps) {
  const options = waves.map((n) => ({ value: String(n), label: t('attend.wave', { n }), icon: 'users' }));
  return (
    <Segments
      label={t('wave')}
      heading="h2"
      value={String(wave)}
      options={options}
      choose={(n) => choose(Number(n))}
    />
  );
}

/** The wave at the tablets now; another is called by one tap. */
export function CalledWave({ board }: { board: Board }) {
  const failed = useSignal(false);
  const waves = wavesOf(board);
  if (waves.length < 2 || board.wave === 0) return null;
  const call = async (wave: number): Promise<void> => {
    failed.value = !(await callWave(wave));
  };
  return (
    <div class="called">
      <Waves waves={waves} wave={board.wave} choose={(wave) => void call(wave)} />
      {failed.value && <Note kind="error">{t('pupil.failed')}</Note>}
    </div>
  );
}
