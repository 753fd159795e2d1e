import { useEffect } from 'preact/hooks';
import { canRead, hush, readAloud } from '../../language/aloud';
import { language } from '../../language/language';
import { Button } from '../../ui/button';
import { ready as words, t } from '../../ui/words';
import { inWords } from './in-words';

export const ready = words;

/** Reads a text aloud, its signs as words; what is read ends when the text changes or goes. */
export function SpeakButton({ text }: { text: string }) {
  useEffect(() => hush, [text, language.value]);
  if (!canRead(language.value)) return null;
  return (
    <Button
      icon="volume-2"
      style="listen"
      aria-label={t('listen')}
      onClick={() => readAloud(inWords(text), language.value)}
    />
  );
}
