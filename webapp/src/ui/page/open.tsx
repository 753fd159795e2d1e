import { Button } from '../button';
import { Dialog } from '../dialog';
import { Sheet } from '../look/sheet';
import { Components } from './components';
import { t } from './words';

const nothing = (): void => undefined;

/** The page behind an open question. */
export function OpenDialog() {
  return (
    <div class="learner">
      <Components />
      <Dialog title={t('dialog')} closing={t('dialog.no')} close={nothing}>
        <p>{t('dialog.text')}</p>
        <Button main icon="check">
          {t('dialog.yes')}
        </Button>
      </Dialog>
    </div>
  );
}

/** The page behind the choice of how it looks. */
export function OpenSheet() {
  return (
    <div class="learner">
      <Components />
      <Sheet hand={{ value: 'right', swap: nothing }} close={nothing} />
    </div>
  );
}
