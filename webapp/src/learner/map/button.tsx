import { signal } from '@preact/signals';
import type { ComponentProps } from 'preact';
import { readMeta } from '../../sync/database';
import { newMemory } from '../../sync/stamp';
import { Button } from '../../ui/button';
import { hasLesson, openExtras } from '../extras';
import { choose } from '../lesson';
import { rewards } from '../rewards';
import { onScreen } from '../screen';
import { tablet } from '../tablet';
import { t } from '../words';

/** The map's own file is fetched when somebody first opens it. */
type Drawn = typeof import('.');
const shown = signal<(Omit<ComponentProps<Drawn['SkillMap']>, 'close'> & Drawn) | null>(null);

/** Opens the learner's map; absent where the tutor does not run, for nobody knows the state there. */
export function MapButton() {
  const map = shown.value;
  // The chooser is no signal itself, but no item is on screen without one.
  if (!onScreen.value || !tablet?.chooser || tablet.chooser.snapshot === null) return null;
  return (
    <>
      <Button icon="map" style="map-open" aria-label={t('map.open')} onClick={() => void chart()} />
      {map && <map.SkillMap {...map} close={() => (shown.value = null)} />}
    </>
  );
}

const lessonOf = (skill: string) => (hasLesson(skill) ? () => void openExtras({ lesson: skill }) : null);

/** Draws the map as it is now; nothing happens when the learner left or the file does not come. */
async function chart(): Promise<void> {
  const chooser = tablet?.chooser;
  if (!tablet || !chooser) return;
  try {
    const now = tablet.clock.estimate((await readMeta(tablet.db, 'clock')) ?? newMemory);
    const [drawn, views, contents] = await Promise.all([
      import('.'),
      chooser.skills(now),
      tablet.library.contents(chooser.catalogue),
    ]);
    await drawn.ready;
    const offers = views ? await chooser.offers(now, views) : [];
    if (!views || !contents || tablet.chooser !== chooser) return;
    const { skills } = contents;
    const working = skills.findIndex(({ id }) => id === onScreen.value?.exercise.skill.id);
    shown.value = {
      ...drawn,
      views,
      now,
      working,
      offers,
      skills,
      choose,
      lessonOf,
      plain: rewards() !== 'usual',
    };
  } catch {
    // The hub is away and the file was never here: the next tap asks again.
  }
}
