import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where the programs are; another folder lets a second checkout's binaries be tried. */
const bin = process.env['DARASA_BIN'] ?? resolve(import.meta.dirname, '../../bin');

/** What `hub serve --demo` writes for those who try it. */
export interface Demo {
  teacher: { name: string; password: string };
  token: string;
  learners: { id: string; name: string; animal: string; pictures: [number, number]; wave: number }[];
}

/** One of our programs, running on a loopback port with a folder of its own. */
export class Program {
  readonly name: string;
  readonly data: string;
  url = '';
  /** The code that an empty hub prints. */
  code = '';
  #process: ChildProcess | null = null;
  #arguments: string[];

  constructor(name: 'hub' | 'cloudsync', ...flags: string[]) {
    this.name = name;
    this.data = mkdtempSync(join(tmpdir(), `darasa-${name}-`));
    // Tests count what their own children do; --history asks for a class with a past.
    const fresh = flags.includes('--demo') && name === 'hub' && !flags.includes('--history');
    this.#arguments = fresh ? [...flags, '--no-history'] : flags;
  }

  /** Whether the program was built. */
  static built(name: string): boolean {
    return existsSync(join(bin, name));
  }

  /** Starts it, on the same port as before if it ran before, and waits until it answers. */
  async start(): Promise<void> {
    const listen = this.url ? new URL(this.url).host : '127.0.0.1:0';
    const flags = ['serve', '--data', this.data, '--listen', listen, ...this.#arguments];
    const started = spawn(join(bin, this.name), flags, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = started;
    let said = '';
    started.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
    this.url = await new Promise<string>((ready, fail) => {
      let out = '';
      started.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        const url = /^ready (\S+)$/m.exec(out)?.[1];
        this.code = /^setup \S+ code (\d{4}-\d{4})$/m.exec(out)?.[1] ?? '';
        if (url) ready(url);
      });
      started.once('exit', (code) =>
        fail(new Error(`${this.name} ended with ${code} before it was ready: ${said}`)),
      );
    });
  }

  /** Fails unless the program carries the app that was built last; it is embedded when the program is compiled. */
  async expectFresh(): Promise<void> {
    const served = await (await fetch(`${this.url}/index.html`)).text();
    if (served !== readFileSync(resolve(import.meta.dirname, '../dist/index.html'), 'utf8'))
      throw new Error(`bin/${this.name} carries an older web app: build it again`);
  }

  /** Takes the power away. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Stops it properly. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  /** Stops it properly and drops its folder. */
  async close(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** Runs a command of the program on the same folder. */
  run(...flags: string[]): string {
    return execFileSync(join(bin, this.name), [...flags, '--data', this.data], { encoding: 'utf8' });
  }

  /** The sign-ins of the invented class. */
  demo(): Demo {
    return JSON.parse(readFileSync(join(this.data, 'demo.json'), 'utf8')) as Demo;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const running = this.#process;
    this.#process = null;
    if (!running || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await ended;
  }
}

/** What the hub counts for one learner, asked as a teacher would. */
export class Teacher {
  #url: string;
  #cookie = '';

  constructor(url: string) {
    this.#url = url;
  }

  async signIn({ name, password }: Demo['teacher']): Promise<void> {
    const answer = await fetch(`${this.#url}/api/v1/teacher/sign-in`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name, password }),
    });
    if (!answer.ok) throw new Error(`teacher's sign-in: ${answer.status} ${await answer.text()}`);
    this.#cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  }

  async answers(learner: string): Promise<number> {
    const answer = await fetch(`${this.#url}/api/v1/teacher/attempts`, { headers: { Cookie: this.#cookie } });
    const body = (await answer.json()) as { learners: { id: string; answers: number }[] };
    return body.learners.find(({ id }) => id === learner)?.answers ?? 0;
  }

  /** A learner's newest answers as her page lists them, the newest first. */
  async latest(learner: string): Promise<{ correct: boolean; hints: number; explanation: string }[]> {
    const path = `${this.#url}/api/v1/teacher/learners/${learner}/answers`;
    const answer = await fetch(path, { headers: { Cookie: this.#cookie } });
    return ((await answer.json()) as { answers: { correct: boolean; hints: number; explanation: string }[] })
      .answers;
  }

  /** What a learner last said of a sitting: how it felt and what helped; null without one. */
  async said(learner: string): Promise<[number, number] | null> {
    const path = `${this.#url}/api/v1/teacher/learners/${learner}`;
    const answer = await fetch(path, { headers: { Cookie: this.#cookie } });
    const { said } = (await answer.json()) as { said?: { feeling: number; helped: number } };
    return said ? [said.feeling, said.helped] : null;
  }

  /** What a learner likes, as her page has it. */
  async likes(learner: string): Promise<string[]> {
    const path = `${this.#url}/api/v1/teacher/learners/${learner}`;
    const answer = await fetch(path, { headers: { Cookie: this.#cookie } });
    return ((await answer.json()) as { interests: string[] }).interests;
  }

  /** The board as the hub shows it now. */
  async board(): Promise<{ learners: { id: string; state: string; device: number }[] }> {
    const answer = await fetch(`${this.#url}/api/v1/teacher/board`, { headers: { Cookie: this.#cookie } });
    return (await answer.json()) as { learners: { id: string; state: string; device: number }[] };
  }
}
