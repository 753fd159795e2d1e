import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { HubError, base, call } from '../hub/client';
import { language } from '../language/language';
import { base64url } from '../sync/op';
import { isRecord } from '../sync/plan';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { Note } from '../ui/note';
import { PersonName } from '../ui/person-name';
import { Picture } from '../ui/picture';
import { Arrival } from './arrival';
import { FileButton } from './file-button';
import { t } from './words';
import './list.css';

export interface Listed {
  id: string;
  name: string;
  animal: string;
  wave: number;
  grade: number;
  language: string;
  number: string;
}

interface Line {
  line: number;
  name: string;
  action: 'new' | 'same' | 'change' | 'problem';
  was: string;
  problems: { column: 'name' | 'grade' | 'wave' | 'language' | 'number'; code: string; text: string }[];
}

/** The class list: who is in it, a list from a spreadsheet, and pupils with numbers for names. */
export function List() {
  const learners = useSignal<Listed[] | null>(null);
  const names = useSignal<string[]>([]);
  const failure = useSignal('');
  const load = (): Promise<boolean> =>
    saying(failure, async () => {
      const body = await call('/teacher/list');
      names.value = isRecord(body)
        ? [body['school'], body['classroom']].map((name) => String(name ?? ''))
        : [];
      learners.value =
        isRecord(body) && Array.isArray(body['learners']) ? (body['learners'] as Listed[]) : [];
    });
  useEffect(() => void load(), []);
  return (
    <div class="list">
      <nav class="choices" aria-label={t('list')}>
        <a class="button" href="/teacher">
          {t('pupil.back')}
        </a>
        <a class="button" href="/teacher/print/cards">
          {t('cards')}
        </a>
        {learners.value && learners.value.length > 0 && (
          <a class="button save" href={`${base}/teacher/list/file`} download>
            <Icon name="arrow-down" size={20} />
            {t('list.save.file')}
          </a>
        )}
      </nav>
      {failure.value && <Note kind="error">{failure.value}</Note>}
      <Import changed={load} />
      <Arrival changed={load} />
      {names.value.some(Boolean) && (
        <p class="soft">
          <bdi>{names.value.filter(Boolean).join(' · ')}</bdi>
        </p>
      )}
      <h2>{t('list.count', { n: learners.value?.length ?? 0 })}</h2>
      <ul>
        {learners.value?.map((child) => (
          <Entry key={child.id} child={child} changed={load} />
        ))}
      </ul>
    </div>
  );
}

/** Does something with the hub and says what is wrong when it fails. */
async function saying(failure: { value: string }, action: () => Promise<void>): Promise<boolean> {
  failure.value = '';
  try {
    await action();
    return true;
  } catch (error) {
    const { status, code } = error instanceof HubError ? error : { status: 0, code: '' };
    failure.value = status === 0 ? t('pupil.away') : code === 'limit' ? t('list.tooMuch') : t('list.refused');
    return false;
  }
}

function Import({ changed }: { changed(): Promise<unknown> }) {
  const bytes = useSignal<Uint8Array | null>(null);
  const lines = useSignal<Line[]>([]);
  const grade = useSignal(2);
  const said = useSignal('');
  const failure = useSignal('');
  const send = (write: boolean): Promise<boolean> =>
    saying(failure, async () => {
      const file = base64url(bytes.value ?? new Uint8Array());
      const body = await call('/teacher/list', { body: { file, grade: grade.value, write } });
      if (!isRecord(body)) return;
      lines.value = write ? [] : (body['lines'] as Line[]);
      said.value = write ? t('list.done', body['done'] as Record<string, unknown>) : '';
      if (write) await changed();
    });
  const take = async (text: string | File): Promise<void> => {
    bytes.value =
      typeof text === 'string' ? new TextEncoder().encode(text) : new Uint8Array(await text.arrayBuffer());
    await send(false);
  };
  const numbered = async (n: number): Promise<void> => {
    const body = { n, grade: grade.value, language: language.value };
    await saying(failure, async () => void (await call('/teacher/list/numbered', { body })));
    await changed();
  };
  return (
    <section class="import">
      <h2>{t('list.import')}</h2>
      <p>{t('list.how')}</p>
      <label>
        {t('list.grade')}
        <input
          type="number"
          min="0"
          max="12"
          value={grade.value}
          onInput={(event) => (grade.value = Number(event.currentTarget.value))}
        />
      </label>
      <FileButton accept=".csv,.txt,.tsv,text/csv,text/plain" take={([file]) => void take(file!)}>
        {t('list.file')}
      </FileButton>
      <label>
        {t('list.paste')}
        <textarea
          name="paste"
          rows={4}
          dir="auto"
          onChange={(event) => void take(event.currentTarget.value)}
        />
      </label>
      <p class={failure.value ? 'note alarm' : ''} role="alert">
        {failure.value}
      </p>
      <p role="status">{said.value}</p>
      {lines.value.length > 0 && <Preview lines={lines.value} />}
      <div class="choices">
        {lines.value.length > 0 && (
          <Button main onClick={() => void send(true)}>
            {t('list.write', { n: lines.value.filter(({ action }) => action !== 'problem').length })}
          </Button>
        )}
        <Button onClick={() => void numbered(40)}>{t('list.numbered', { n: 40 })}</Button>
      </div>
    </section>
  );
}

/** What every line would do, those with a problem first. */
export function Preview({ lines }: { lines: Line[] }) {
  const order = { problem: 0, change: 1, new: 2, same: 3 } as const;
  return (
    <ol class="lines">
      {[...lines]
        .sort((a, b) => order[a.action] - order[b.action] || a.line - b.line)
        .map((line) => (
          <li key={line.line} class={line.action}>
            <span>
              {t('list.line', { n: line.line })} <PersonName name={line.name} />{' '}
              <strong>{t(`list.action.${line.action}`)}</strong>
              {line.was && ` (${t('list.was', { name: line.was })})`}
            </span>
            {line.problems.map(({ column, code, text }) => (
              <small key={column + code}>{problem(column, code, text)}</small>
            ))}
          </li>
        ))}
    </ol>
  );
}

/** What to do about a problem of a line. */
function problem(column: Line['problems'][number]['column'], code: string, text: string): string {
  const where = t(`list.column.${column}`);
  switch (code) {
    case 'missing':
      return t('list.problem.missing');
    case 'twice':
      return t('list.problem.twice', { line: text });
    case 'ambiguous':
      return t('list.problem.ambiguous');
    case 'broken':
      return t('list.problem.broken');
    case 'long':
      return t('list.problem.long', { where });
    default:
      return t('list.problem.unreadable', { where, text });
  }
}

function Entry({ child, changed }: { child: Listed; changed(): Promise<unknown> }) {
  const failure = useSignal('');
  const left = useSignal(false);
  const change = async (body: Record<string, unknown>): Promise<boolean> =>
    saying(failure, async () => void (await call(`/teacher/learners/${child.id}`, { body })));
  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const body = {
      name: String(form.get('name')).trim(),
      number: String(form.get('number')).trim(),
      grade: Number(form.get('grade')),
      wave: Number(form.get('wave')),
    };
    if (await change(body)) await changed();
  };
  const leave = async (gone: boolean): Promise<void> => {
    if (await change({ left: gone })) left.value = gone;
  };
  return (
    <li>
      <details>
        <summary>
          <Picture name={child.animal} size={36} />
          <span>
            <PersonName name={child.name} />
          </span>
          <small>
            {t('list.place', { grade: child.grade, wave: child.wave })}
            {child.number && ` · ${t('list.column.number')} ${child.number}`}
          </small>
        </summary>
        <form onSubmit={(event) => void save(event)}>
          <label>
            {t('list.column.name')}
            <input name="name" required maxLength={60} value={child.name} dir="auto" />
          </label>
          <label>
            {t('list.column.number')}
            <input name="number" maxLength={20} value={child.number} dir="ltr" />
          </label>
          <label>
            {t('list.column.grade')}
            <input name="grade" type="number" min="0" max="12" required value={child.grade} />
          </label>
          <label>
            {t('list.column.wave')}
            <input name="wave" type="number" min="1" max="3" required value={child.wave} />
          </label>
          <p class={failure.value ? 'note alarm' : ''} role="alert">
            {failure.value}
          </p>
          <div class="choices">
            <Button main submit>
              {t('list.save')}
            </Button>
            <Button onClick={() => void leave(!left.value)}>
              {left.value ? t('undo') : t('list.leave')}
            </Button>
          </div>
        </form>
      </details>
    </li>
  );
}
