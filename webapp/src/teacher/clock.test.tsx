import renderToString from 'preact-render-to-string';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { inLanguage, stubPage } from '../testing/page';
import { agreeing, ahead, board } from './board';
import { parseBoard } from './board-shape';
import { ClockOffer, Clocks } from './clock';

beforeAll(async () => {
  stubPage();
  await inLanguage('en');
});

const knows = (trusted?: boolean): void => {
  board.value = parseBoard({ now: 5, trusted, learners: [] });
};
beforeEach(() => {
  ahead.value = 0;
  knows(false);
});

it('offers the time of the phone while the hub knows none and the two differ', () => {
  expect(renderToString(<ClockOffer />)).toBe('');
  ahead.value = -agreeing;
  expect(renderToString(<ClockOffer />)).toContain('tell-time');
  expect(renderToString(<ClockOffer />)).toContain('Is the phone right?');
  knows(true);
  expect(renderToString(<ClockOffer />)).toBe('');
});

it('takes a hub of before this edition for one that knows', () => {
  knows();
  expect(board.value?.trusted).toBe(true);
});

it('shows both clocks where the hub is looked after', () => {
  expect(renderToString(<Clocks trusted />)).toContain('same time');
  expect(renderToString(<Clocks trusted />)).not.toContain('tell-time');
  ahead.value = agreeing;
  const html = renderToString(<Clocks trusted />);
  expect(html).toContain('tell-time');
  expect(html).not.toContain('Is the phone right?');
});
