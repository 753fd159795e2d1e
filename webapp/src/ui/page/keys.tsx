import { EraseKey, GoKey, Keypad, Keys, OptionKey } from '../keypad';
import { Part } from './part';
import { t } from './words';

const nothing = (): void => undefined;

export function DigitKeys() {
  const pad = (done: boolean) => (
    <Keypad
      label={done ? t('keypad.done') : t('keypad')}
      done={done}
      type={nothing}
      erase={nothing}
      erases={t('delete')}
      go={<GoKey label={done ? t('next') : t('check')} done={done} ready={true} go={nothing} />}
    />
  );
  return (
    <Part title={t('keypad')} style="halves">
      {pad(false)}
      {pad(true)}
    </Part>
  );
}

/** Three answers before the choice and four after it, and tiles to put into a row. */
export function Choices() {
  return (
    <Part title={t('options')} style="halves">
      <Keys label={t('options')} done={false} layout="options short" count={3}>
        {['12', '21', '3'].map((value, i) => (
          <Option key={value} value={value} place={i + 1} chosen={i === 1} />
        ))}
        <GoKey label={t('check')} done={false} ready={false} go={nothing} />
      </Keys>
      <Keys label={t('options.done')} done={true} layout="options short" count={4}>
        {['5', '6', '7', '8'].map((value, i) => (
          <Option
            key={value}
            value={value}
            place={i + 1}
            chosen={i === 1}
            mark={i === 1 ? 'tried' : i === 2 ? 'right' : null}
          />
        ))}
        <GoKey label={t('next')} done={true} ready={true} go={nothing} />
      </Keys>
      <Keys label={t('options')} done={false} layout="options tiles">
        {['9', '4', '6'].map((value, i) => (
          <Option key={value} value={value} place={i + 1} chosen={i === 0} />
        ))}
        <EraseKey done={false} erase={nothing} erases={t('delete')} />
        <GoKey label={t('check')} done={false} ready={false} go={nothing} />
      </Keys>
    </Part>
  );
}

interface OptionProps {
  value: string;
  place: number;
  chosen: boolean;
  mark?: 'right' | 'tried' | null;
}

function Option({ value, place, chosen, mark }: OptionProps) {
  return (
    <OptionKey
      value={value}
      place={place}
      chosen={chosen}
      done={mark !== undefined}
      mark={mark ?? null}
      tap={nothing}
    >
      <bdi dir="ltr">{value}</bdi>
    </OptionKey>
  );
}
