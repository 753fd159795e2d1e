import { useId } from 'preact/hooks';
import { Icon } from './icon';
import './segments.css';

interface SegmentsProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; icon: string }[];
  choose(value: Value): void;
}

/** One of a few, each a picture with its word; the chosen one is ticked, not only coloured. */
export function Segments<Value extends string>({ label, value, options, choose }: SegmentsProps<Value>) {
  const id = useId();
  return (
    <div class="segments" role="group" aria-labelledby={id}>
      <h3 id={id}>{label}</h3>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          class="button"
          data-value={option.value}
          aria-pressed={option.value === value}
          onClick={() => choose(option.value)}
        >
          <Icon name={option.icon} />
          {option.label}
          {option.value === value && <Icon name="check" size={20} />}
        </button>
      ))}
    </div>
  );
}
