import { useEffect } from 'preact/hooks';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icon';
import { install, offer, offerInstall } from '../install';
import { type Enrolment, enrolment } from '../tablet';
import { t } from '../words';

const said = {
  loading: 'loading',
  joining: 'enrol.working',
  failed: 'enrol.failed',
  away: 'enrol.away',
  revoked: 'enrol.revoked',
  new: 'enrol.how',
  joined: 'loading',
} as const satisfies Record<Enrolment, string>;

/** Keeps the app on the home screen, where the browser can. */
export function Keep() {
  return (
    <Button style="keep" icon="tablet-smartphone" onClick={() => void install()}>
      {t('install')}
    </Button>
  );
}

/** What a tablet shows before it belongs to a class. */
export function Enrol() {
  const state = enrolment.value;
  // Who opens the page without a code has time.
  useEffect(() => {
    if (state === 'new') offerInstall();
  }, [state]);
  return (
    <main class="enrol">
      <Icon name="tablet-smartphone" size={72} />
      <h1>{state === 'loading' || state === 'joining' ? t(said[state]) : t('enrol.title')}</h1>
      {state !== 'loading' && state !== 'joining' && <p role="status">{t(said[state])}</p>}
      {offer.value && <Keep />}
      {state === 'away' && (
        <Button main icon="refresh-cw" onClick={() => location.reload()}>
          {t('retry')}
        </Button>
      )}
    </main>
  );
}
