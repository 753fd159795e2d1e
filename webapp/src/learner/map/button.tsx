import { signal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { Icon } from '../../ui/icon';
import { tablet } from '../tablet';
import { t } from '../words';

type Shown = FunctionComponent<{ close(): void }>;
const shown = signal<Shown | null>(null);

/** Opens the learner's map, which is fetched when it is first wanted; absent where the tutor does not run. */
export function MapButton() {
  const Shown = shown.value;
  if (!tablet?.chooser || tablet.chooser.snapshot === null) return null;
  const open = async (): Promise<void> => {
    const found = await import('./open').catch(() => null);
    if (found) shown.value = await found.chart();
  };
  return (
    <>
      <button
        type="button"
        class="button square map-open"
        aria-label={t('map.open')}
        onClick={() => void open()}
      >
        <Icon name="map" />
      </button>
      {Shown && <Shown close={() => (shown.value = null)} />}
    </>
  );
}
