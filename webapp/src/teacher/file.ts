import { base } from '../hub/client';

/** Most bytes of a file that the hub takes. */
export const mostBytes = 64 << 20;

/** Where the hub's answer carries the code of a child's file, and ours carries it back. */
export const codeHeader = 'Darasa-Code';

/** Hands a file from the hub to the browser to keep; gives its size in bytes. */
export async function keep(response: Response, otherwise: string): Promise<number> {
  const file = await response.blob();
  const name = /filename="([^"/]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name ?? otherwise;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return file.size;
}

/** Sends a file as it is; a code goes beside it. */
export function sendFile(path: string, file: Blob, code?: string): Promise<Response> {
  return fetch(base + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream', ...(code && { [codeHeader]: code }) },
    body: file,
    redirect: 'error',
  });
}
