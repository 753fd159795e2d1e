import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { LanguageButton } from '../ui/language-button';
import { applyUpdate, updateReady } from '../sw/update';
import { LookButton } from '../ui/look/button';
import { Keep } from './enrol';
import { hand, swapHand } from './hand';
import { offer } from './install';
import { chooseRewards, chosenRewards, levels } from './rewards';
import { learner } from './screen';
import { tapped } from './sign-in';
import { belongs, classList, near, tablet, tabletNumber, waitingAnswers } from './tablet';
import { t } from './words';

/** The line at the foot: which tablet, how near the hub is, what waits, and the other language. */
export function Status() {
  return (
    <footer class="status">
      {tabletNumber.value !== null && (
        <span>
          <Icon name="tablet-smartphone" size={20} /> {t('tablet', { n: tabletNumber.value })}
        </span>
      )}
      {classList.value?.demo && (
        <span class="demo">
          <Icon name="users" size={20} /> {t('demo')}
        </span>
      )}
      {tabletNumber.value !== null && <Nearness />}
      {updateReady.value && learner.value === null && (
        <Button
          icon="refresh-cw"
          onClick={() => void applyUpdate(async () => (await tablet?.sender.flush()) ?? true)}
        >
          {t('update.ready')} {t('update.now')}
        </Button>
      )}
      {offer.value && learner.value === null && belongs() && <Keep />}
      <LookButton
        numerals
        label={t('look')}
        hand={{ value: hand.value, swap: swapHand }}
        rewards={
          learner.value ? { value: chosenRewards(), options: levels, choose: chooseRewards } : undefined
        }
      />
      {/* The cards have it at their head, in reach without scrolling. */}
      {(belongs() && learner.value === null && tapped.value === null) || (
        <LanguageButton label={t('language')} />
      )}
    </footer>
  );
}

function Nearness() {
  return (
    <span
      role="status"
      class={near.value ? 'nearness near' : 'nearness away'}
      title={near.value ? '' : t('hub.awayNote')}
    >
      <i class="light" aria-hidden="true" />
      {near.value ? t('hub.near') : t('hub.away')}
      {waitingAnswers.value > 0 && (
        <span data-waiting={waitingAnswers.value}> · {t('hub.waiting', { n: waitingAnswers.value })}</span>
      )}
    </span>
  );
}
