import type { Answered } from '../sync/database';
import { parseChoice } from '../sync/plan';
import type { Ask, Reply, SkillView, TutorModule } from './messages';

interface GoLoader {
  importObject: WebAssembly.Imports;
  run(instance: WebAssembly.Instance): Promise<void>;
}

const scope = globalThis as unknown as {
  Go?: new () => GoLoader;
  darasaTutor?: TutorModule;
  postMessage(reply: Reply): void;
  onmessage: ((event: MessageEvent<{ id: number; ask: Ask }>) => void) | null;
};

// One at a time and in order: an answer must be folded before the next choice is asked for.
let queue: Promise<void> = Promise.resolve();
scope.onmessage = ({ data: { id, ask } }) => {
  queue = queue.then(async () => {
    try {
      scope.postMessage({ id, ...(await perform(ask)) });
    } catch (error) {
      scope.postMessage({ id, error: String(error) });
    }
  });
};

async function perform(ask: Ask): Promise<Omit<Reply, 'id'>> {
  if (ask.do === 'start') return start(ask.wasm, ask.loader);
  const tutor = scope.darasaTutor;
  if (!tutor) return { error: 'the tutor is not running' };
  switch (ask.do) {
    case 'load':
      return refusal(tutor.load(ask.course, ask.snapshot));
    case 'withhold':
      return refusal(tutor.withhold(ask.mask));
    case 'open': {
      const refused = tutor.open(ask.plan);
      if (refused) return { error: refused };
      for (const answer of ask.answers) fold(tutor, answer);
      return { digest: tutor.digest() };
    }
    case 'next': {
      const { now, skill } = ask;
      const said = skill === undefined ? tutor.next(now) : tutor.next(now, skill);
      const choice = parseChoice(JSON.parse(said));
      return choice ? { choice } : { error: 'the tutor offers nothing' };
    }
    case 'skills': {
      const said: unknown = JSON.parse(tutor.skills(ask.now));
      return Array.isArray(said) ? { skills: said as SkillView[] } : { error: 'the tutor has no learner' };
    }
    case 'answer': {
      const result = JSON.parse(fold(tutor, ask.answer)) as { error?: string };
      return result.error ? { error: result.error } : { digest: tutor.digest() };
    }
  }
}

function fold(tutor: TutorModule, a: Answered): string {
  if (!a.pair) return tutor.answer(a.item, a.instance, a.correct, a.hints, a.duration, a.at);
  const { role, vote, firstRight } = a.pair;
  return tutor.answer(a.item, a.instance, a.correct, a.hints, a.duration, a.at, role, vote, firstRight);
}

async function start(wasm: string, loader: string): Promise<Omit<Reply, 'id'>> {
  await import(/* @vite-ignore */ loader);
  if (!scope.Go) return { error: 'the loader did not run' };
  const go = new scope.Go();
  const response = await fetch(wasm);
  if (!response.ok) return { error: `the module answers ${response.status}` };
  const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), go.importObject);
  // The module never ends; it has set its global object when control comes back.
  void go.run(instance);
  return scope.darasaTutor ? {} : { error: 'the module did not set itself up' };
}

function refusal(sentence: string): Omit<Reply, 'id'> {
  return sentence ? { error: sentence } : {};
}
