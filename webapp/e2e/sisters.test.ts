import { afterAll, describe, expect, it } from 'vitest';
import { Program } from './program';
import { everywhere, look, type Stage, stage, visitAsTeacher } from './stage';

const set = await stage(4);

describe.each(everywhere)('two hubs, in %s on $width × $height', (language, size) => {
  it('are paired by a code that one shows and the other is told', async () => {
    const named = (name: string): string => `${name}-${language}-${size.width}`;
    const other = new Program('hub', '--demo', '2');
    afterAll(() => other.close());
    await other.start();
    const there: Stage = { ...set, hub: other, demo: other.demo() };
    const shows = await visitAsTeacher(set, '/teacher/state', language, size);
    const types = await visitAsTeacher(there, '/teacher/state', language, size);
    await shows.page.locator('.sisters').waitFor();
    const before = await shows.page.locator('.sisters li').count();
    await shows.page.click('.sisters .show-code');
    await shows.page.locator('.sisters .code').waitFor();
    await shows.page.locator('.sisters .code').scrollIntoViewIfNeeded();
    await look(shows.page, named('sisters-code'));
    const code = await shows.page.locator('.sisters .code').innerText();

    const type = async (typed: string): Promise<void> => {
      await types.page.fill('.sisters [name=code]', typed);
      await types.page.fill('.sisters [name=at]', set.hub.url.replace('http://', ''));
      await types.page.keyboard.press('Enter');
    };
    await type('too short');
    await types.page.locator('.sisters .note.alarm', { hasText: '16' }).waitFor();
    await type('AAAA-BBBB-CCCC-DDDD');
    await types.page.locator('.sisters form .note.alarm').waitFor();
    await types.page.locator('.sisters form .button').scrollIntoViewIfNeeded();
    await look(types.page, named('sisters-wrong'));
    await type(code.toLowerCase());
    await types.page.locator('.sisters .note.right').waitFor();
    await types.page.locator('.sisters li').waitFor();
    await types.page.locator('.sisters ul').scrollIntoViewIfNeeded();
    await look(types.page, named('sisters-paired'));
    // The hub that showed the code hears of it by itself.
    await expect.poll(() => shows.page.locator('.sisters li').count(), { timeout: 10_000 }).toBe(before + 1);
    expect(await shows.page.locator('.sisters .code').count()).toBe(0);
    expect([...shows.errors, ...types.errors]).toEqual([]);
    await Promise.all([shows.context.close(), types.context.close()]);
  });
});
