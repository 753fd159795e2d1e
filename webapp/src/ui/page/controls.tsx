import { Button } from '../button';
import { LanguageButton } from '../language-button';
import { LookButton } from '../look/button';
import { Progress } from '../progress';
import { Segments } from '../segments';
import { Part } from './part';
import { t } from './words';

const nothing = (): void => undefined;

export function Buttons() {
  return (
    <Part title={t('buttons')} style="row">
      <Button main icon="arrow-right">
        {t('start')}
      </Button>
      <Button>{t('back')}</Button>
      <Button icon="printer">{t('print')}</Button>
      <Button icon="users" pressed>
        {t('chosen')}
      </Button>
      <Button icon="users" pressed={false}>
        {t('chosen')}
      </Button>
      <Button icon="lightbulb" aria-disabled={true}>
        {t('off')}
      </Button>
      <Button main disabled icon="check">
        {t('off')}
      </Button>
      <LookButton label={t('look')} />
      <LanguageButton label={t('language')} />
    </Part>
  );
}

export function Letters() {
  return (
    <Segments
      label={t('size')}
      value="large"
      options={[
        { value: 'normal', label: t('size.normal'), icon: 'a-large-small' },
        { value: 'large', label: t('size.large'), icon: 'zoom-in' },
      ]}
      choose={nothing}
    />
  );
}

export function Steps() {
  return (
    <Part title={t('progress.title')}>
      <Progress
        label={t('progress')}
        steps={['right', 'tried', 'right', 'right', 'now', 'later', 'later', 'later']}
      />
    </Part>
  );
}
