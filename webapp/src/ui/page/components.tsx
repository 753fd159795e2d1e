import { Buttons, Letters, Steps } from './controls';
import { Figures, Plots, Schools } from './figures';
import { Choices, DigitKeys } from './keys';
import { Notes } from './notes';
import { ChoiceCards, Pictures, People, Words } from './people';
import { t } from './words';

/** Every component in its states, with nothing on it that moves or knows the time. */
export function Components() {
  return (
    <div class="components">
      <div class="band" aria-hidden="true" />
      <main>
        <h1>
          {t('title')} <span class="demo">{t('invented')}</span>
        </h1>
        <Words />
        <Buttons />
        <Letters />
        <Notes />
        <Steps />
        <DigitKeys />
        <Choices />
        <People />
        <Pictures />
        <ChoiceCards />
        <Figures />
        <Plots />
        <Schools />
      </main>
    </div>
  );
}
