import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './browser';
import { Program } from './program';
import { everywhere, look, type Stage, stage, visitAsTeacher } from './stage';

const set = await stage(12);
const second = new Program('hub', '--demo', '2');
afterAll(() => second.close());
await second.start();
const there: Stage = { ...set, hub: second, demo: second.demo() };
let place = 0;

describe.each(everywhere)('a child leaves, in %s on $width × $height', (language, size) => {
  it('with a file and its code, and comes by them at the other school; then she is forgotten', async () => {
    const named = (name: string): string => `${name}-${language}-${size.width}`;
    const child = set.demo.learners[place++]!;
    const old = await visitAsTeacher(set, `/teacher/pupil/${child.id}`, language, size);
    await old.page.click('.leaving > summary');
    const [file] = await Promise.all([old.page.waitForEvent('download'), old.page.click('.along')]);
    await old.page.locator('.leaving .code').waitFor();
    await old.page.locator('.leaving .code').scrollIntoViewIfNeeded();
    await look(old.page, named('child-takes-along'));
    const code = await old.page.locator('.leaving .code').innerText();
    const buffer = readFileSync(await file.path());
    expect(buffer.includes(child.name)).toBe(false);

    const fresh = await visitAsTeacher(there, '/teacher/list', language, size);
    await fresh.page.click('.arrival summary');
    await fresh.page.setInputFiles('.arrival input[type=file]', {
      name: file.suggestedFilename(),
      mimeType: 'application/octet-stream',
      buffer,
    });
    const bring = async (typed: string): Promise<void> => {
      await fresh.page.fill('.arrival [name=code]', typed);
      await fresh.page.keyboard.press('Enter');
    };
    await bring(code.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A')));
    await fresh.page.locator('.arrival .note.alarm').waitFor();
    await bring(code.toLowerCase().replaceAll('-', ' '));
    await fresh.page.locator('.arrival .note.right').waitFor();
    await fresh.page.locator('.arrival .note.right').scrollIntoViewIfNeeded();
    await look(fresh.page, named('child-arrives'));
    expect(
      await fresh.page.locator('.list summary', { hasText: child.name.split(' ')[0]! }).count(),
    ).not.toBe(0);
    await fresh.page.click(`.arrival a[href$="${child.id}"]`);
    await fresh.page.locator('.pupil h2', { hasText: child.name.split(' ')[0]! }).waitFor();

    await old.page.click('.leaving .forget');
    await old.page.locator('dialog[open]').waitFor();
    await look(old.page, named('child-forget'));
    await old.page.keyboard.press('Escape');
    await old.page.locator('dialog').waitFor({ state: 'detached' });
    await old.page.locator('.leaving .forget:focus').waitFor();
    await old.page.keyboard.press('Enter');
    await old.page.fill('dialog [name=written]', 'somebody else');
    await old.page.keyboard.press('Enter');
    await old.page.locator('dialog .note.alarm[role=alert]').waitFor();
    await expectAccessible(old.page, named('another name'));
    await old.page.fill('dialog [name=written]', ` ${child.name.toUpperCase()}`);
    await old.page.locator('dialog .final').scrollIntoViewIfNeeded();
    await look(old.page, named('child-forget-named'));
    await old.page.click('dialog .final');
    await old.page.locator('a[href="/teacher/state"]').waitFor();
    await look(old.page, named('child-forgotten'));
    await old.page.goto(`${set.hub.url}/teacher/pupil/${child.id}`);
    await old.page.locator('main .note.alarm').waitFor();
    await old.page.goto(`${set.hub.url}/teacher/list`);
    await old.page.locator('.list > ul details').first().waitFor();
    expect(await old.page.locator('.list > ul > li').count()).toBe(12 - place);
    expect([...old.errors, ...fresh.errors]).toEqual([]);
    await Promise.all([old.context.close(), fresh.context.close()]);
  });
});
