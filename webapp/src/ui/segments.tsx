import { useId } from 'preact/hooks';
import { Button } from './button';
import './segments.css';

interface SegmentsProps<Value extends string> {
  label: string;
  /** Which heading the label is; under the page's own it is h2. */
  heading?: 'h2' | 'h3';
  value: Value;
  options: readonly { value: Value; label: string; icon?: string }[];
  choose(value: Value): void;
}

/** One of a few, each a picture with its word; the chosen one is ticked, not only coloured. */
export function Segments<Value extends string>({
  label,
  heading: Heading = 'h3',
  value,
  options,
  choose,
}: SegmentsProps<Value>) {
  const id = useId();
  return (
    <div class="segments" role="group" aria-labelledby={id}>
      <Heading id={id}>{label}</Heading>
      {options.map((option) => (
        <Button
          key={option.value}
          {...(option.icon && { icon: option.icon })}
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
