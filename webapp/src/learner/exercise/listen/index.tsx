import { useEffect, useState } from 'preact/hooks';
import { canRead } from '../../../language/aloud';
import { inLanguage, language } from '../../../language/language';
import { Button } from '../../../ui/button';
import { t } from '../../../ui/words';
import type { Feedback } from '../../screen';
import type { Exercise } from '../../pack';
import { another, begins } from '../../screen';
import { SpeakButton } from '../../speak/button';
import { tablet } from '../../tablet';
import { say } from '../feedback';
import { clipsOf } from './clips';
import { type Clips, covered, play, silence } from './play';
import { besides, spoken } from './spoken';

export { ready } from '../../speak/button';

interface Props {
  exercise: Exercise;
  received: Feedback | null;
}

/**
 * Reads the exercise aloud: by a person's recordings where there are any, else by the device's
 * voice, else by clips that a program rendered; not there when nothing can say it.
 */
export function Listen({ exercise, received }: Props) {
  const clips = useClips(exercise);
  const device = canRead(language.value);
  if (clips && !received && !another.value && (clips.person || !device)) return <ClipButton {...clips} />;
  return <SpeakButton text={spoken(exercise, received, another.value, begins())} />;
}

interface Said {
  recordings: string[];
  /** Whether a person said all of it. */
  person: boolean;
}

function useClips(exercise: Exercise): Said | null {
  const [said, setSaid] = useState<Said | null>(null);
  const tongue = language.value;
  useEffect(() => {
    let here = true;
    setSaid(null);
    void recordingsOf(exercise, tongue).then((found) => here && setSaid(found));
    return () => {
      here = false;
      silence();
    };
  }, [exercise, tongue]);
  return said;
}

/** What says an exercise: people's recordings alone where they say all of it, else whatever there is, theirs first. */
async function recordingsOf(exercise: Exercise, tongue: string): Promise<Said | null> {
  if (!tablet) return null;
  const task = exercise.generator.stem.map((line) => say(exercise, line));
  const [can, more] = [inLanguage(exercise.skill.can), besides(exercise)];
  const pieces = [can, ...task, ...more].flatMap((line) => clipsOf(tongue, line));
  const [sound, people] = await Promise.all([
    tablet.library.sound(tongue, exercise.skill.id),
    tablet.voices.of(tongue, pieces),
  ]);
  const saying = (clips: Clips): string[] | null =>
    (begins() && covered(clips, tongue, [can, ...task], more)) || covered(clips, tongue, task, more);
  const own = saying(people);
  if (own) return { recordings: own, person: true };
  const recordings = saying({ ...sound?.clips, ...people });
  return recordings && { recordings, person: !sound?.synthetic };
}

function ClipButton({ recordings, person }: Said) {
  const [mute, setMute] = useState(false);
  if (mute) return null;
  const hear = async (): Promise<void> => {
    if (!(await play(recordings))) setMute(true);
  };
  return (
    <Button
      icon="volume-2"
      style="listen"
      data-clips={recordings.length}
      aria-label={t(person ? 'listen' : 'listen.synthetic')}
      onClick={() => void hear()}
    />
  );
}
