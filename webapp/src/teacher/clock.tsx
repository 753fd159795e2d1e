import { useSignal } from '@preact/signals';
import { dayAndTime } from '../language/date';
import { Button } from '../ui/button';
import { Note } from '../ui/note';
import { agreeing, ahead, board, tellTime, thisTick } from './board';
import { t } from './words';

/** Offers this phone's time while the hub does not know its own and the two differ. */
export function ClockOffer() {
  const now = board.value;
  return now && !now.trusted && Math.abs(ahead.value) >= agreeing ? <Clocks trusted={false} /> : null;
}

/** Both clocks and what may be done about them. */
export function Clocks({ trusted }: { trusted: boolean }) {
  const told = useSignal<boolean | null>(null);
  const phone = thisTick();
  const times = { hub: dayAndTime(phone + ahead.value), phone: dayAndTime(phone) };
  if (Math.abs(ahead.value) < agreeing) return <p>{t('clock.agree', times)}</p>;
  const tell = async (): Promise<void> => {
    told.value = await tellTime();
  };
  if (told.value) return <Note kind="help">{t('clock.waits', times)}</Note>;
  return (
    <>
      <Note
        kind={trusted ? 'help' : 'not-yet'}
        action={
          <Button icon="clock" style="tell-time" main={!trusted} onClick={() => void tell()}>
            {t('clock.set')}
          </Button>
        }
      >
        {t(trusted ? 'clock.differs' : 'clock.unknown', times)}
      </Note>
      {told.value === false && <Note kind="error">{t('pupil.failed')}</Note>}
    </>
  );
}
