import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answered } from '../sync/database';
import type { Ask, Reply, TutorModule } from './messages';

const answer: Answered = {
  epoch: 1,
  seq: 1,
  learner: 'l',
  item: 3,
  instance: 4,
  correct: true,
  hints: 1,
  duration: 90,
  at: 500,
};
let scope: {
  onmessage?: (event: { data: { id: number; ask: Ask } }) => void;
  darasaTutor?: TutorModule | undefined;
};
let replies: Map<number, (reply: Reply) => void>;
let calls: unknown[][];
let id = 0;

/** Asks the worker and waits for its reply. */
function ask(question: Ask): Promise<Reply> {
  id++;
  return new Promise((resolve) => {
    replies.set(id, resolve);
    scope.onmessage!({ data: { id, ask: question } });
  });
}

beforeEach(async () => {
  vi.resetModules();
  replies = new Map();
  calls = [];
  scope = globalThis as unknown as typeof scope;
  vi.stubGlobal('postMessage', (reply: Reply) => replies.get(reply.id)!(reply));
  const note =
    <T>(name: string, result: T) =>
    (...given: unknown[]): T => (calls.push([name, ...given]), result);
  scope.darasaTutor = {
    engine: 1,
    load: note('load', ''),
    withhold: note('withhold', ''),
    open: note('open', ''),
    next: note(
      'next',
      '{"item":3,"instance":17,"kind":"practice","p":0.8,"reasons":[{"code":"fringe","values":[2]}]}',
    ),
    skills: note('skills', '[{"skill":0,"level":"mastered","due":0,"answers":9,"solid":true,"ready":true}]'),
    answer: note('answer', '{"changed":[]}'),
    digest: note('digest', '0123456789abcdef'),
  };
  await import('./worker');
});

describe('the tutor’s worker', () => {
  it('opens a plan and folds the answers it does not know of, in order', async () => {
    const answers = [answer, { ...answer, item: 5 }];
    expect(await ask({ do: 'open', plan: Uint8Array.of(1), answers })).toMatchObject({
      digest: '0123456789abcdef',
    });
    expect(calls.map(([name, item]) => [name, name === 'answer' ? item : null])).toEqual([
      ['open', null],
      ['answer', 3],
      ['answer', 5],
      ['digest', null],
    ]);
    expect(calls[1]).toEqual(['answer', 3, 4, true, 1, 90, 500]);
    await ask({ do: 'answer', answer: { ...answer, pair: { role: 2, vote: 1, firstRight: true } } });
    expect(calls.at(-2)).toEqual(['answer', 3, 4, true, 1, 90, 500, 2, 1, true]);
  });

  it('tells what is believed of every skill', async () => {
    expect((await ask({ do: 'skills', now: 900 })).skills).toMatchObject([{ skill: 0, solid: true }]);
    expect(calls).toEqual([['skills', 900]]);
  });

  it('hands on what cannot be shown yet', async () => {
    const mask = Uint8Array.of(0, 1);
    expect((await ask({ do: 'withhold', mask })).error).toBeUndefined();
    expect(calls).toEqual([['withhold', mask]]);
  });

  it('gives the next choice with its reasons', async () => {
    expect((await ask({ do: 'next', now: 7 })).choice).toEqual({
      item: 3,
      instance: 17,
      kind: 'practice',
      p: 0.8,
      reasons: [{ code: 'fringe', values: [2] }],
    });
  });

  it('passes a refusal on as a sentence', async () => {
    scope.darasaTutor!.open = () => 'this plan names another snapshot';
    expect((await ask({ do: 'open', plan: Uint8Array.of(1), answers: [] })).error).toContain(
      'another snapshot',
    );
    scope.darasaTutor!.next = () => '{"error":"nothing open"}';
    expect((await ask({ do: 'next', now: 7 })).error).toBeDefined();
    scope.darasaTutor!.answer = () => '{"error":"no such item"}';
    expect((await ask({ do: 'answer', answer })).error).toBe('no such item');
    scope.darasaTutor!.load = () => 'broken course';
    expect((await ask({ do: 'load', course: Uint8Array.of(), snapshot: Uint8Array.of() })).error).toBe(
      'broken course',
    );
  });

  it('survives a module that breaks, and answers the next question', async () => {
    scope.darasaTutor!.next = () => {
      throw new Error('Go program has already exited');
    };
    expect((await ask({ do: 'next', now: 7 })).error).toContain('exited');
    expect((await ask({ do: 'answer', answer })).digest).toBe('0123456789abcdef');
  });

  it('answers in the order of asking', async () => {
    const order: string[] = [];
    await Promise.all([
      ask({ do: 'answer', answer }).then(() => order.push('answer')),
      ask({ do: 'next', now: 7 }).then(() => order.push('next')),
    ]);
    expect(order).toEqual(['answer', 'next']);
  });

  it('says so while the module is not there', async () => {
    scope.darasaTutor = undefined;
    expect((await ask({ do: 'next', now: 7 })).error).toBe('the tutor is not running');
  });
});
