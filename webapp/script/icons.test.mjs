import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc, icon } from './icons.mjs';
import { manifest } from './manifest.mjs';

/** The colour of one pixel of a PNG that `icon` made. */
function pixel(file, size, x, y) {
  const begin = file.indexOf('IDAT') + 4;
  const rows = inflateSync(file.subarray(begin, begin + file.readUInt32BE(begin - 8)));
  const at = y * (1 + size * 4) + 1 + x * 4;
  return [...rows.subarray(at, at + 4)];
}

describe('the icon', () => {
  it('is a PNG of its size with right checksums', () => {
    const file = icon(64);
    expect(file.subarray(1, 4).toString()).toBe('PNG');
    expect([file.readUInt32BE(16), file.readUInt32BE(20)]).toEqual([64, 64]);
    expect(crc(Buffer.from('123456789'))).toBe(0xcbf43926);
    expect(file.readUInt32BE(29)).toBe(crc(file.subarray(12, 29)));
  });

  it('is a white letter on teal, with round corners unless the system cuts its own', () => {
    const [plain, mask] = [icon(64), icon(64, true)];
    expect(pixel(plain, 64, 0, 0)[3]).toBe(0);
    expect(pixel(mask, 64, 0, 0)).toEqual([0x0b, 0x6e, 0x69, 255]);
    expect(pixel(plain, 64, 18, 32)).toEqual([255, 255, 255, 255]);
    expect(pixel(plain, 64, 30, 32)).toEqual([0x0b, 0x6e, 0x69, 255]);
  });
});

it('has one identity in both languages, so a change of language installs nothing twice', () => {
  const [en, ur] = ['en', 'ur'].map((lang) => manifest(lang, []));
  for (const name of ['id', 'start_url', 'scope', 'display', 'theme_color']) expect(ur[name]).toBe(en[name]);
  expect([en.dir, ur.dir]).toEqual(['ltr', 'rtl']);
  expect(ur.name).not.toBe(en.name);
});
