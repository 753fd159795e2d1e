import { useEffect, useRef } from 'preact/hooks';
import { vote } from '../../../sync/op';
import { Icon } from '../../../ui/icon';
import { Note } from '../../../ui/note';
import { Picture } from '../../../ui/picture';
import { answerPartner } from '../../answering';
import { onScreen, typed } from '../../screen';
import { called, partner } from '../../pair';
import { OptionDrawing } from '../option-drawing';
import { t } from '../../words';
import './style.css';

/** Asks the one who checks, before anything is said about the answer. */
export function Ask() {
  const seat = partner.value;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  if (!seat) return null;
  return (
    <section class="keypad ask" aria-labelledby="pair-ask">
      <h2 id="pair-ask" tabIndex={-1} ref={title}>
        <Picture name={seat.card.animal} size={40} />
        <span>{t('pair.ask', { name: called(seat.card) })}</span>
      </h2>
      <Given />
      <button type="button" class="key agree" onClick={() => void answerPartner(vote.agree)}>
        <Icon name="check-check" size={34} />
        {t('pair.agree')}
      </button>
      <button type="button" class="key again" onClick={() => void answerPartner(vote.tryAgain)}>
        <Icon name="rotate-ccw" size={34} />
        {t('pair.again')}
      </button>
    </section>
  );
}

/** What was entered, once more and large; a picture is shown as one. */
function Given() {
  const instance = onScreen.value?.exercise.instance;
  const picture = instance?.pictures?.[instance.options?.indexOf(typed.value) ?? -1];
  return (
    <p class="given">
      <span class="unseen">{t('pair.given', { answer: typed.value })}</span>
      <span aria-hidden="true">
        {picture ? (
          <OptionDrawing picture={picture} />
        ) : (
          <bdi dir="ltr">{typed.value.replace(/,/g, ', ')}</bdi>
        )}
      </span>
    </p>
  );
}

/** Says that the answer may change once. */
export function Change() {
  return <Note kind="change">{t('pair.change')}</Note>;
}
