import { loader, wasm } from 'virtual:tutor-module';
import workerUrl from './worker.ts?worker&url';
import { keep } from '../sw/update';
import type { Answered } from '../sync/database';
import type { Choice } from '../sync/plan';
import type { Ask, Reply, SkillView } from './messages';

/** The tutor in its worker. Every method answers null, never throws, when the tutor cannot do it. */
export class Tutor {
  #worker: Worker | null = null;
  #asked = new Map<number, (reply: Reply) => void>();
  #id = 0;
  #started: Promise<boolean> | null = null;

  /** Loads the module once; false where there is no WebAssembly or no module. */
  start(): Promise<boolean> {
    return (this.#started ??= this.#start());
  }

  async #start(): Promise<boolean> {
    if (!wasm || typeof WebAssembly === 'undefined' || typeof Worker === 'undefined') return false;
    this.#worker = new Worker(workerUrl, { type: 'module' });
    this.#worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      this.#asked.get(data.id)?.(data);
      this.#asked.delete(data.id);
    };
    this.#worker.onerror = () => this.#fail();
    const absolute = (url: string): string => new URL(url, document.baseURI).href;
    const { error } = await this.#ask({ do: 'start', wasm: absolute(wasm), loader: absolute(loader) });
    if (!error) void keep([workerUrl, wasm, loader].map((url) => new URL(url, document.baseURI).pathname));
    return !error;
  }

  /** Hands over a course with one of its snapshots. */
  async load(course: Uint8Array, snapshot: Uint8Array): Promise<boolean> {
    return !(await this.#ask({ do: 'load', course, snapshot })).error;
  }

  /** Says which skills this tablet cannot show yet, 1 for each of those. */
  async withhold(mask: Uint8Array): Promise<boolean> {
    return !(await this.#ask({ do: 'withhold', mask })).error;
  }

  /** Opens a plan and folds the answers it does not know of; gives the digest of the state. */
  async open(plan: Uint8Array, answers: Answered[]): Promise<string | null> {
    return (await this.#ask({ do: 'open', plan, answers })).digest ?? null;
  }

  /** Chooses the next item; of the skill the learner chose herself, where that one may come. */
  async next(now: number, skill?: number): Promise<Choice | null> {
    return (await this.#ask({ do: 'next', now, ...(skill !== undefined && { skill }) })).choice ?? null;
  }

  /** What is believed of every skill of the pack. */
  async skills(now: number): Promise<SkillView[] | null> {
    return (await this.#ask({ do: 'skills', now })).skills ?? null;
  }

  /** Folds one answer; gives the digest of the state after it. */
  async answer(answer: Answered): Promise<string | null> {
    return (await this.#ask({ do: 'answer', answer })).digest ?? null;
  }

  #ask(ask: Ask): Promise<Reply> {
    const id = ++this.#id;
    if (!this.#worker) return Promise.resolve({ id, error: 'no worker' });
    return new Promise((resolve) => {
      this.#asked.set(id, resolve);
      this.#worker?.postMessage({ id, ask });
    });
  }

  #fail(): void {
    for (const [id, resolve] of this.#asked) resolve({ id, error: 'the worker failed' });
    this.#asked.clear();
    this.#worker?.terminate();
    this.#worker = null;
  }
}
