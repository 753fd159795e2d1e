import { expect, it } from 'vitest';
import { base64url, fromBase64url, fromVarint, text, varint } from './op';

it('encodes columns as the protocol shows them', () => {
  expect(varint(0)).toBe('AA');
  expect(varint(5)).toBe('BQ');
  expect(varint(300)).toBe('rAI');
  expect(text('ur')).toBe('dXI');
});

it('gives back every number and every byte', () => {
  for (const n of [0, 1, 127, 128, 16383, 16384, 2 ** 31, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER])
    expect(fromVarint(varint(n)), String(n)).toBe(n);
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  expect(fromBase64url(base64url(bytes))).toEqual(bytes);
  expect(() => fromBase64url('%')).toThrow();
});
