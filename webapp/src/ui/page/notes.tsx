import { Button } from '../button';
import { Note } from '../note';
import { Part } from './part';
import { t } from './words';

export function Notes() {
  const again = (
    <Button icon="refresh-cw" key="again">
      {t('again')}
    </Button>
  );
  return (
    <Part title={t('notes')} style="halves">
      <Note kind="empty">{t('note.empty')}</Note>
      <Note kind="loading">{t('note.loading')}</Note>
      <Note kind="offline">{t('note.offline')}</Note>
      <Note kind="error" action={again}>
        {t('note.error')}
      </Note>
      <Note kind="full">{t('note.full')}</Note>
      <Note kind="help">{t('note.help')}</Note>
      <Note kind="right">{t('note.right')}</Note>
      <Note kind="not-yet">{t('note.notYet')}</Note>
    </Part>
  );
}
