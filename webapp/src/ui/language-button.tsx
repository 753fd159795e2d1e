import { language, other, speak } from '../language/language';
import { Button } from './button';

/** Changes the language of the page on the spot; `label` says so in both. */
export function LanguageButton({ label }: { label: string }) {
  const next = other[language.value];
  return (
    <Button style="language" lang={next.to} aria-label={label} onClick={() => void speak(next.to)}>
      <bdi>{next.name}</bdi>
    </Button>
  );
}
