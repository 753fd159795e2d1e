import type { FunctionComponent } from 'preact';
import { readMeta } from '../../sync/database';
import { newMemory } from '../../sync/stamp';
import { tablet } from '../tablet';
import { SkillMap } from '.';

/** The map as it is now; null when the tutor stopped meanwhile and nobody knows the state. */
export async function chart(): Promise<FunctionComponent<{ close(): void }> | null> {
  const chooser = tablet?.chooser;
  if (!tablet || !chooser) return null;
  const now = tablet.clock.estimate((await readMeta(tablet.db, 'clock')) ?? newMemory);
  const [views, contents] = await Promise.all([
    chooser.skills(now),
    tablet.library.contents(chooser.catalogue),
  ]);
  if (!views || !contents || tablet.chooser !== chooser) return null;
  return ({ close }) => <SkillMap skills={contents.skills} views={views} now={now} close={close} />;
}
