import { useId } from 'preact/hooks';
import { Button } from './button';
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
        <Button
          key={option.value}
          icon={option.icon}
          data-value={option.value}
          pressed={option.value === value}
          onClick={() => choose(option.value)}
        >
          {option.label}
        </Button>
      ))}
    </div>
  );
}
