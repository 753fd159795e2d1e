import { useEffect } from 'preact/hooks';
import { fetchNameFonts, hadNameFonts } from '../language/names';
import { Cards } from './cards';
import { Enrol } from './enrol';
import { ExerciseScreen } from './exercise';
import { patience } from './care';
import { idleTime, useIdle } from './idle';
import { endPage, fetchEnd } from './end/late';
import { leave } from './lesson';
import { ended, learner, onScreen, sitting } from './screen';
import { offerInstall } from './install';
import { Pictures } from './pictures';
import { goLive } from './present';
import { tapped, together } from './sign-in';
import { fetchSpeak } from './speak';
import { useNumerals } from '../ui/look/numerals';
import { Status } from './status';
import { supplyPack } from './supplies';
import { belongs, boot, classList, enrolment, tablet } from './tablet';
import './style.css';

/** The learner's whole app, one thing at a time. */
export function Learner() {
  useEffect(() => void boot(), []);
  useLater();
  const numerals = useNumerals();
  useIdle(
    () => {
      tapped.value = null;
      together.value = null;
      if (learner.value) void leave();
    },
    () => patience(idleTime),
  );
  return (
    <div class="learner">
      <div class="band" aria-hidden="true" />
      <Screen key={numerals} />
      <Status />
    </div>
  );
}

function Screen() {
  if (!belongs()) return <Enrol />;
  const End = endPage.value?.End;
  if (ended.value && End) return <End because={ended.value} />;
  if (learner.value) return <ExerciseScreen />;
  if (tapped.value) return <Pictures card={tapped.value} />;
  return <Cards />;
}

/** What may wait until the first item is on screen: the typeface and the live connection. */
function useLater(): void {
  const shown = onScreen.value !== null;
  useEffect(() => {
    if (!shown) return;
    settled();
    void import('../language/learner-fonts.css');
    fetchNameFonts(names());
  }, [shown]);
  // The end page comes while there is time, for the hub may be away when it is wanted.
  const begun = sitting.value.length > 0;
  useEffect(() => {
    if (begun && !endPage.value) void fetchEnd();
  }, [begun]);
  // A tablet that lies at the cards for a while wants to be seen by the teacher too.
  const joined = enrolment.value === 'joined';
  useEffect(() => {
    if (!joined) return undefined;
    // It has the letters of the names from an earlier visit, or nobody has sat down yet and there is time to fetch them.
    if (hadNameFonts()) fetchNameFonts(names());
    const timers = [
      setTimeout(settled, 4000),
      setTimeout(() => fetchNameFonts(names()), 6000),
      setTimeout(supplyAhead, 20_000),
    ];
    return () => timers.forEach(clearTimeout);
  }, [joined]);
}

/** What a tablet does once it lies at the cards: it is seen by the teacher, can read aloud, can be installed. */
function settled(): void {
  goLive();
  void fetchSpeak();
  offerInstall();
}

const names = (): string[] => (classList.value?.learners ?? []).map(({ name }) => name);

/** A tablet that nobody has sat down at fetches the pack all the same. */
function supplyAhead(): void {
  const list = classList.value;
  if (tablet && list && !learner.value) supplyPack(tablet, { ...list, ready: [] });
}
