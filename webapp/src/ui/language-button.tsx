import { language, other, speak } from '../language/language';

/** Changes the language of the page on the spot; `label` says so in both. */
export function LanguageButton({ label }: { label: string }) {
  const next = other[language.value];
  return (
    <button
      type="button"
      class="button language"
      lang={next.to}
      aria-label={label}
      onClick={() => void speak(next.to)}
    >
      <bdi>{next.name}</bdi>
    </button>
  );
}
