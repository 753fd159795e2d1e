import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { post } from '../hub/client';
import { whileShown } from '../hub/while-shown';
import { dayAndTime } from '../language/date';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { Note } from '../ui/note';
import { Code } from './code';
import { Join } from './join';
import { type Offer, parseOffer, parseSisters, type Sister } from './sister-shape';
import { t } from './words';
import './sisters.css';

/** The other hubs of the school in this building, and how another becomes one. */
export function Sisters() {
  const list = useSignal<Sister[]>([]);
  const offer = useSignal<Offer | null>(null);
  const fresh = useSignal('');
  const failed = useSignal(false);
  const load = async (): Promise<void> => {
    const now = parseSisters((await post('/teacher/sisters')).body);
    if (!now) return;
    const news = now.find(({ hub }) => !list.value.some((known) => known.hub === hub));
    if (offer.value && news) {
      offer.value = null;
      fresh.value = news.name;
    }
    list.value = now;
  };
  const show = async (): Promise<void> => {
    const { body } = await post('/teacher/sisters/code', { body: {} });
    offer.value = parseOffer(body);
    failed.value = !offer.value;
    fresh.value = '';
  };
  useEffect(() => void load(), []);
  useEffect(() => {
    if (!offer.value) return;
    // Typed at the other hub, the code is used up here without a word.
    const stop = whileShown(() => void load(), 3000);
    const end = setTimeout(() => (offer.value = null), offer.value.seconds * 1000);
    return () => {
      stop();
      clearTimeout(end);
    };
  }, [offer.value]);
  return (
    <section class="panel sisters">
      <h2>{t('sisters')}</h2>
      <Paired list={list.value} />
      {fresh.value && <Note kind="right">{t('sisters.paired', { name: fresh.value })}</Note>}
      {offer.value ? <Shown offer={offer.value} /> : <p>{t('sisters.how')}</p>}
      {failed.value && <Note kind="error">{t('pupil.failed')}</Note>}
      <Button icon="key-round" style="show-code" onClick={() => void show()}>
        {t(offer.value ? 'sisters.another' : 'sisters.show')}
      </Button>
      <Join
        done={async (name) => {
          fresh.value = name;
          await load();
        }}
      />
    </section>
  );
}

/** The hubs this one is paired with, each with where and when it was heard last. */
export function Paired({ list }: { list: readonly Sister[] }) {
  if (list.length === 0) return <p>{t('sisters.none')}</p>;
  return (
    <ul>
      {list.map(({ hub, name, url, lastContact }) => (
        <li key={hub}>
          <Icon name="school" />
          <span>
            <strong>
              <bdi>{name}</bdi>
            </strong>{' '}
            {url && (
              <span class="soft" dir="ltr">
                {url}
              </span>
            )}
            <br />
            {lastContact > 0 ? t('sisters.contact', { time: dayAndTime(lastContact) }) : t('sisters.never')}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The code, and where it is to be typed. */
export function Shown({ offer: { code, url, seconds } }: { offer: Offer }) {
  return (
    <div class="note tells" role="status">
      <Icon name="key-round" />
      <div class="told">
        <p>{t('sisters.type', { n: Math.round(seconds / 60) })}</p>
        <Code code={code} />
        <p class="soft">
          {t('sisters.here')} <bdi dir="ltr">{url}</bdi>
        </p>
      </div>
    </div>
  );
}
