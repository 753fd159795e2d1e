import { useSignal } from '@preact/signals';
import { post } from '../hub/client';
import { Button } from '../ui/button';
import { Note } from '../ui/note';
import { Segments } from '../ui/segments';
import { bounds, type Exchange as Policy, type Mode, modes } from './exchange-shape';
import { size } from './size';
import { t } from './words';
import './exchange.css';

const icons = { free: 'wifi', metered: 'coins', night: 'moon', off: 'wifi-off' } as const;

interface Props {
  policy: Policy;
  /** Reads the state again. */
  changed(): Promise<void>;
}

/** When, and how much, the hub exchanges with its cloud: four policies, each set by one tap. */
export function Exchange({ policy, changed }: Props) {
  const failed = useSignal(false);
  const set = async (mode: Mode, daily?: number): Promise<void> => {
    const { status } = await post('/teacher/exchange', { body: { mode, ...(daily && { daily }) } });
    failed.value = status !== 200;
    if (!failed.value) await changed();
  };
  return (
    <section class="panel exchange">
      <h2 id="exchange">{t('exchange')}</h2>
      <ul aria-labelledby="exchange">
        {modes.map((mode) => (
          <li key={mode}>
            <Button
              icon={icons[mode]}
              pressed={policy.mode === mode}
              data-mode={mode}
              aria-describedby={`exchange-${mode}`}
              onClick={() => void set(mode)}
            >
              {t(`exchange.${mode}`)}
            </Button>
            <span id={`exchange-${mode}`} class="soft">
              {t(`exchange.${mode}.how`)}
            </span>
          </li>
        ))}
      </ul>
      {policy.mode !== 'off' && (
        <>
          <Segments
            label={t('exchange.daily')}
            value={String(policy.daily)}
            options={bounds(policy).map((n) => ({
              value: String(n),
              label: n === 0 ? t('exchange.unbounded') : size(n),
            }))}
            choose={(n) => void set(policy.mode, Number(n))}
          />
          <Spent policy={policy} />
        </>
      )}
      {failed.value && <Note kind="error">{t('pupil.failed')}</Note>}
    </section>
  );
}

/** What was spent of a day's bytes and what is left, and why nothing goes now. */
export function Spent({ policy: { daily, spent, held } }: { policy: Policy }) {
  const left = Math.max(0, daily - spent);
  return (
    <div class="spent" role="status">
      {daily > 0 && (
        <span class="gauge" aria-hidden="true">
          <span style={{ width: `${(100 * (daily - left)) / daily}%` }} />
        </span>
      )}
      <p>
        {daily > 0
          ? t('exchange.left', { spent: size(spent), daily: size(daily), left: size(left) })
          : t('exchange.spent', { spent: size(spent) })}
      </p>
      {held && held !== 'off' && <p>{t(`exchange.held.${held}`)}</p>}
    </div>
  );
}
