import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { post } from '../hub/client';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { isRecord } from '../sync/plan';
import { Fetched } from './fetched';
import { t } from './words';

/** The poster that lets tablets in: a QR, its link, and a way to the printer. */
export function Poster() {
  const poster = useSignal<{ link: string; rows: string[] } | null>(null);
  const away = useSignal(false);
  const load = async (): Promise<void> => {
    const { status, body } = await post('/teacher/poster');
    poster.value = status === 200 ? parsePoster(body) : null;
    away.value = !poster.value;
  };
  useEffect(() => void load(), []);
  return (
    <div class="poster">
      <div class="choices">
        <a class="button" href="/teacher">
          <Icon name="users" />
          {t('pupil.back')}
        </a>
        <a class="button" href="/teacher/print/cards">
          {t('cards')}
        </a>
        {poster.value && (
          <Button main icon="printer" onClick={() => print()}>
            {t('poster.print')}
          </Button>
        )}
      </div>
      <Fetched value={poster.value} trouble={away.value ? 'away' : null} again={() => void load()}>
        {({ rows, link }) => (
          <>
            <p>{t('poster.how')}</p>
            <Code rows={rows} label={t('poster.code')} />
            <p class="link" dir="ltr">
              {link}
            </p>
            <p>{t('poster.care')}</p>
          </>
        )}
      </Fetched>
    </div>
  );
}

/** A QR with the quiet border it needs. */
export function Code({ rows, label }: { rows: string[]; label: string }) {
  const size = rows.length + 8;
  const dark = rows.flatMap((row, y) =>
    [...row].map((module, x) => (module === '1' ? `M${x + 4} ${y + 4}h1v1h-1z` : '')),
  );
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges">
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path fill="#000" d={dark.join('')} />
    </svg>
  );
}

/** Reads a poster from an untrusted value. */
export function parsePoster(value: unknown): { link: string; rows: string[] } | null {
  if (!isRecord(value) || typeof value['link'] !== 'string' || !Array.isArray(value['rows'])) return null;
  const rows = value['rows'].map(String);
  const square = rows.length > 0 && rows.every((row) => row.length === rows.length && /^[01]+$/.test(row));
  return square ? { link: value['link'], rows } : null;
}
