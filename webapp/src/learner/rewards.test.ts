import { beforeEach, expect, it, vi } from 'vitest';
import { stubPage } from '../testing/page';

const card = (id: string) => ({ id, name: id, animal: 'owl', wave: 1, grade: 1, language: 'en' });
let kept: Record<string, string>;

async function load() {
  vi.resetModules();
  stubPage();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => (kept[key] = value),
  });
  const [rewards, screen] = await Promise.all([import('./rewards'), import('./screen')]);
  return { ...rewards, learner: screen.learner };
}

beforeEach(() => (kept = {}));

it('is each child’s own choice, kept on the tablet', async () => {
  const page = await load();
  page.learner.value = card('a');
  expect(page.rewards()).toBe('usual');
  page.chooseRewards('off');
  page.learner.value = card('b');
  expect(page.rewards()).toBe('usual');
  page.chooseRewards('quiet');
  const again = await load();
  for (const [id, level] of [['a', 'off'], ['b', 'quiet'], ['c', 'usual']] as const) {
    again.learner.value = card(id);
    expect(again.rewards(), id).toBe(level);
  } // prettier-ignore
  again.learner.value = card('a');
  again.chooseRewards('usual');
  expect(kept['rewards']).toBe('[["b","quiet"]]');
});

it('makes the page calm by one word, whoever said it', async () => {
  const page = await load();
  const { serve } = await import('./care');
  const calm = () => document.documentElement.dataset['served'];
  page.learner.value = card('a');
  expect(calm()).toBeUndefined();
  serve({ slower: false, steps: false, rewards: 'off' });
  expect(calm(), 'the teacher').toBe('calm');
  serve();
  expect(calm()).toBeUndefined();
  page.chooseRewards('quiet');
  expect(calm(), 'the child').toBe('calm');
  page.learner.value = null;
  expect(calm(), 'the next one').toBeUndefined();
});

it('remembers at most eighty children, and nobody where nobody sits', async () => {
  const page = await load();
  page.chooseRewards('off');
  expect(kept['rewards']).toBeUndefined();
  for (let i = 0; i < 90; i++) {
    page.learner.value = card(String(i));
    page.chooseRewards('off');
  }
  expect((JSON.parse(kept['rewards']!) as unknown[]).length).toBe(80);
});

it.each(['{', '7', '[["a"]]', '[["a","loud"],3]', '[[1,"off"]]'])('passes over %s', async (bad) => {
  kept['rewards'] = bad;
  const page = await load();
  page.learner.value = card('a');
  expect(page.rewards()).toBe('usual');
});

it('shows the less of two', async () => {
  const { less, levels } = await load();
  for (const a of levels) for (const b of levels) {
    expect(less(a, b)).toBe(less(b, a));
    expect(levels.indexOf(less(a, b))).toBe(Math.max(levels.indexOf(a), levels.indexOf(b)));
  } // prettier-ignore
});
