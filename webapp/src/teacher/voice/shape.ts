import { base } from '../../hub/client';
import { isRecord } from '../../sync/plan';
import type { Fault } from './take';

/** A piece to say. */
export interface Piece {
  key: string;
  text: string;
  uses: number;
  recorded: boolean;
}

export interface ToRecord {
  languages: string[];
  language: string;
  recorded: number;
  bytes: number;
  clips: Piece[];
}

/** Reads what there is to record from an untrusted value. */
export function parseToRecord(value: unknown): ToRecord | null {
  if (!isRecord(value) || !Array.isArray(value['clips']) || !Array.isArray(value['languages'])) return null;
  return {
    languages: value['languages'].map(String),
    language: String(value['language'] ?? ''),
    recorded: Number(value['recorded'] ?? 0),
    bytes: Number(value['bytes'] ?? 0),
    clips: value['clips'].filter(isRecord).map((one) => ({
      key: String(one['key'] ?? ''),
      text: String(one['text'] ?? ''),
      uses: Number(one['uses'] ?? 0),
      recorded: one['recorded'] === true,
    })),
  };
}

/** Where a piece's recording is heard and kept. */
export const pathOf = (language: string, { key }: Piece): string =>
  `${base}/teacher/voice/${language}/${key}`;

/** Sends a recording to the hub; null when it is kept there. */
export async function send(language: string, piece: Piece, file: Blob): Promise<Fault | null> {
  const type = file.type.startsWith('audio/') ? file.type : 'application/octet-stream';
  try {
    const { ok, status } = await fetch(pathOf(language, piece), {
      method: 'POST',
      headers: { 'Content-Type': type },
      body: file,
      redirect: 'error',
    });
    if (ok) return null;
    return status === 400 ? 'unplayable' : status === 413 ? 'tooBig' : 'failed';
  } catch {
    return 'failed';
  }
}
