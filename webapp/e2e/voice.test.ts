import { chromium } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { phone } from './browser';
import { lookAll, stage, visitAsTeacher } from './stage';

const set = await stage();
/** A browser whose microphone hears a tone, and asks nobody. */
const hearing = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
});
afterAll(() => hearing.close());

/** A second of a tone as a WAV file, as a phone's recorder might bring it; silent at volume 0. */
function wav(volume: number, seconds = 1): Buffer {
  const rate = 8000;
  const samples = rate * seconds;
  const file = Buffer.alloc(44 + samples * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i++)
    file.writeInt16LE(Math.round(Math.sin(i / 4) * 20_000 * volume), 44 + i * 2);
  return file;
}

describe.each(['en', 'ur'])("a teacher's own voice in %s", (language) => {
  it('is recorded, heard, kept, said once more and removed', { timeout: 90_000 }, async () => {
    const { context, page, errors } = await visitAsTeacher({ ...set, browser: hearing }, '/teacher/class', language, phone); // prettier-ignore
    await page.click('a[href="/teacher/voice"]');
    await page.locator('.piece').waitFor();
    await lookAll(page, 'voice', language);
    const key = await page.locator('.piece').getAttribute('data-key');
    await page.click('[data-record]');
    await page.waitForTimeout(1500);
    await page.click('[data-stop]');
    await page.locator('[data-keep]').waitFor();
    await lookAll(page, 'voice-taken', language);
    await page.click('[data-keep]');
    await page.locator('.piece[data-recorded=true]').waitFor();
    const heard = await page.evaluate(
      async ([language, key]) => {
        const answer = await fetch(`/api/v1/teacher/voice/${language}/${key}`);
        const sound = await new AudioContext().decodeAudioData(await answer.arrayBuffer());
        return sound.duration;
      },
      [language, key] as const,
    );
    expect(heard).toBeGreaterThan(0.5);
    expect(heard).toBeLessThan(5);
    await page.click('[data-remove]');
    await page.locator('.piece[data-recorded=false]').waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });

  it(
    'comes from the phone’s recorder where the browser gives no microphone',
    { timeout: 60_000 },
    async () => {
      const { context, page } = await visitAsTeacher(set, '/teacher', language, phone);
      await page.locator('.places').waitFor();
      await context.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { value: false }));
      await page.goto(`${set.hub.url}/teacher/voice`);
      await page.locator('.piece').waitFor();
      expect(await page.locator('[data-record]').count()).toBe(0);
      const bring = (name: string, buffer: Buffer) =>
        page.setInputFiles('.file input', { name, mimeType: 'audio/wav', buffer });
      for (const [name, buffer] of [
        ['silent.wav', wav(0)],
        ['long.wav', wav(1, 12)],
        ['text.wav', Buffer.from('no sound')],
      ] as const) {
        await bring(name, buffer);
        await page.locator('.piece [role=alert]').waitFor();
        expect(await page.locator('[data-keep]').count(), name).toBe(0);
      }
      await lookAll(page, 'voice-file', language);
      await bring('said.wav', wav(1));
      await page.click('[data-keep]');
      await page.locator('.piece[data-recorded=true]').waitFor();
      await context.close();
    },
  );
});
