import { Backoff } from '../sync/backoff';

/** A WebSocket that comes back by itself, with growing waits. */
export class Live {
  #path: string;
  #socket: WebSocket | null = null;
  #backoff = new Backoff();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  #open = false;
  #opened = 0;
  #handlers: LiveHandlers;

  constructor(path: string, handlers: LiveHandlers) {
    this.#path = path;
    this.#handlers = handlers;
    this.#connect();
  }

  /** Sends a message if there is a connection; says whether there was. */
  send(message: unknown): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Ends it for good. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #connect(): void {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(`${scheme}//${location.host}${this.#path}`);
    this.#socket = socket;
    socket.onopen = () => {
      this.#open = true;
      this.#opened = performance.now();
      this.#handlers.open?.();
    };
    socket.onmessage = ({ data }) => {
      let message: unknown;
      try {
        message = JSON.parse(String(data));
      } catch {
        return; // not ours; the next one may be
      }
      this.#handlers.message(message);
    };
    socket.onclose = () => {
      if (this.#closed) return;
      // A hub that throws us out at once is not asked more often for it.
      if (this.#open && performance.now() - this.#opened > 5000) this.#backoff.succeed();
      if (this.#open) this.#handlers.lost?.();
      this.#open = false;
      this.#timer = setTimeout(() => this.#connect(), this.#backoff.fail());
    };
  }
}

/** What a live connection tells. */
export interface LiveHandlers {
  open?(): void;
  message(message: unknown): void;
  /** A connection that stood is gone. */
  lost?(): void;
}
