import { Icon } from './icon';

/** A step of the way: done at once, done with more tries, the present one, or still to come. */
export type Step = 'right' | 'tried' | 'now' | 'later';

/** How far the way has come, step by step and without numbers; `label` tells it. */
export function Progress({ label, steps }: { label: string; steps: readonly Step[] }) {
  return (
    <ol class="progress" aria-label={label}>
      {steps.map((step, i) => (
        <li key={i} class={step}>
          {step === 'right' && <Icon name="check" size={14} />}
        </li>
      ))}
    </ol>
  );
}
