import { signal } from '@preact/signals';
import { base } from '../hub/client';
import { Live } from '../hub/live';
import { isRecord } from '../sync/plan';
import { near, tablet } from './tablet';

/** The learner whom the teacher just let in; whoever waits for it takes it. */
export const letIn = signal<string | null>(null);

interface Presence {
  learner: string;
  item: number;
  since: number;
  /** Who checks, when two sit here. */
  partner?: string;
}

let live: Live | null = null;
let last: Presence = { learner: '', item: 0, since: 0 };

/** Opens the tablet's live connection: presence up, let-in and news of plans down. */
export function goLive(): void {
  if (live || !tablet) return;
  const { secret } = tablet.stream;
  live = new Live(`${base}/live`, {
    open() {
      live?.send({ bearer: secret });
      live?.send({ presence: last });
      near.value = true;
      tablet?.sender.wake();
    },
    message(message) {
      if (!isRecord(message)) return;
      if (typeof message['let-in'] === 'string') letIn.value = message['let-in'];
      // A plan changed by a person: the next exchange brings it, so have it now.
      if (message['plan'] === tablet?.chooser?.learner) tablet?.sender.wake();
    },
    lost() {
      // The connection says it sooner than the next post does.
      near.value = false;
      tablet?.sender.wake();
    },
  });
}

/** Tells the hub who sits here and at what, at once and after every reconnection. */
export function present(learner: string, item: number, since: number, partner?: string): void {
  last = { learner, item, since, ...(partner && { partner }) };
  live?.send({ presence: last });
}
