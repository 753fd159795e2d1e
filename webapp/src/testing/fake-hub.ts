import { fromNumbers } from '../sync/ranges';

/** One call as the fake hub saw it. */
export interface Call {
  path: string;
  body: Record<string, unknown>;
  bearer: string | null;
}

type Answer = { status?: number; body?: unknown; headers?: Record<string, string> } | 'away';

/** Stands in for `fetch`: answers by path, remembers every call, and can be away. */
export class FakeHub {
  calls: Call[] = [];
  away = false;
  answers: Record<string, (call: Call) => Answer> = {};
  held = new Set<number>();

  install(): this {
    globalThis.fetch = (async (url: string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers);
      const body = init.body ? (JSON.parse(String(init.body)) as Record<string, unknown>) : {};
      const call = { path: url.replace('/api/v1', ''), body, bearer: headers.get('Authorization') };
      this.calls.push(call);
      const name = Object.keys(this.answers).find((path) => call.path.startsWith(path));
      const answer = this.away || !name ? 'away' : this.answers[name]!(call);
      if (answer === 'away') throw new TypeError('Failed to fetch');
      return new Response(answer.body === undefined ? null : JSON.stringify(answer.body), { status: answer.status ?? 200, ...(answer.headers && { headers: answer.headers }) }); // prettier-ignore
    }) as typeof fetch;
    return this;
  }

  /** Takes every op and acknowledges it. */
  takeOps = (call: Call): Answer => {
    for (const op of call.body['ops'] as { seq: number }[]) this.held.add(op.seq);
    const durable = fromNumbers(this.held);
    const ack = { now: [200_000_000_000, 0], boot: 1, mono: 1, trusted: true, durable, replicated: [] };
    return { body: { ...ack, held: [], refused: [], want: [], plan: null } };
  };
}
