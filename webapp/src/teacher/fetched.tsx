import type { ComponentChildren } from 'preact';
import { Button } from '../ui/button';
import { Note } from '../ui/note';
import { t } from './words';

/** Why a page is not here, or what was done on it did not work. */
export type Trouble = 'missing' | 'away' | 'failed';

interface FetchedProps<Value> {
  /** What came; null until then. */
  value: Value | null;
  trouble: Trouble | null;
  again(): void;
  children(value: Value): ComponentChildren;
}

/** The frame of a page from the hub: on its way, here, or what is wrong and how to try again. */
export function Fetched<Value>({ value, trouble, again, children }: FetchedProps<Value>) {
  return (
    <>
      {trouble && (
        <Note
          kind="error"
          action={
            trouble !== 'missing' && (
              <Button icon="refresh-cw" onClick={again}>
                {t('pupil.again')}
              </Button>
            )
          }
        >
          {t(`pupil.${trouble}`)}
        </Note>
      )}
      {value !== null ? children(value) : !trouble && <Note kind="loading">{t('loading')}</Note>}
    </>
  );
}
