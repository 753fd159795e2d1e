import { type Demo, Teacher } from './program';

interface Wire {
  generators: unknown[];
  items: { skill: number; format: string; instances: { answer: string; wrong: Record<string, string> }[] }[];
}

/** A tablet without a screen: what it sends is what a tablet sends. */
export class Tablet {
  #url: string;
  #secret = '';
  #epoch = Math.floor(Math.random() * 2 ** 31);
  #seq = 0;
  number = 0;
  catalogue = '';
  pack: Wire = { generators: [], items: [] };

  constructor(url: string) {
    this.#url = url;
  }

  async enrol(token: string): Promise<void> {
    const made = await this.#call('/devices', { token });
    this.#secret = made['secret'] as string;
    this.number = made['number'] as number;
    this.catalogue = (await this.#call('/class'))['catalogue'] as string;
    this.pack = (await this.#call(`/packs/${this.catalogue}`)) as unknown as Wire;
  }

  /** Seats a learner and answers an item's first instance, so often. */
  async work(learner: string, item: number, response: string, times: number): Promise<void> {
    const { answer } = this.pack.items[item]!.instances[0]!;
    const session = ++this.#seq;
    const at = (): { seq: number; at: number[]; boot: number; mono: number } => ({
      seq: this.#seq,
      at: [Math.floor(Date.now() / 10), this.#seq],
      boot: 4_000_000_001,
      mono: this.#seq * 100,
    });
    const ops: object[] = [{ ...at(), kind: 'session', session: { learner, assurance: 0 } }];
    for (let i = 0; i < times; i++) {
      this.#seq++;
      ops.push({
        ...at(),
        kind: 'attempt',
        attempt: {
          learner,
          catalogue: this.catalogue,
          item,
          instance: 0,
          response,
          correct: response === answer,
          duration: 900,
          hints: i === 0 ? 2 : 0,
        },
        cols: { 12: Buffer.from([session]).toString('base64url') },
      });
    }
    await this.#call('/ops', { protocol: 0, epoch: this.#epoch, audience: 'ministry', ops });
  }

  /** The first item of a format with a named mistake, from the harder end, and that wrong answer. */
  mistake(format = 'keypad', named?: string): { item: number; response: string } {
    for (let item = this.pack.items.length - 1; item >= 0; item--) {
      const found = this.pack.items[item]!;
      const wrong = Object.entries(found.instances[0]!.wrong).find(([, name]) => !named || name === named);
      if (found.format === format && wrong) return { item, response: wrong[0] };
    }
    throw new Error(`no item of ${format} with ${named ?? 'a mistake'}`);
  }

  async #call(path: string, body?: object): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.#url}/api/v1${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        ...(body && { 'Content-Type': 'application/json' }),
        ...(this.#secret && { Authorization: `Bearer ${this.#secret}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  }
}

/** Seats children at tablets of their own: who makes which mistake, and who works well. */
export async function seat(
  url: string,
  demo: Demo,
  from: number,
  stuck: number,
  well: number,
  named?: string,
): Promise<Tablet[]> {
  const all: Tablet[] = [];
  for (let i = 0; i < stuck + well; i++) {
    const tablet = new Tablet(url);
    await tablet.enrol(demo.token);
    const { item, response } = tablet.mistake('keypad', named);
    const right = tablet.pack.items[item]!.instances[0]!.answer;
    const learner = demo.learners[from + i]!.id;
    await tablet.work(learner, item, i < stuck ? response : right, i < stuck ? 3 : 2 + i);
    all.push(tablet);
  }
  return all;
}

export { Teacher };
