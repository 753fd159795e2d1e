import { fromBase64url } from '../../../sync/op';
import { clipsOf } from './clips';
import { edges } from './edges';

/** What is recorded, by text, as base64. */
export type Clips = Record<string, string>;

/** A breath between two clips, in seconds. */
const breath = 0.06;

/** The recordings that say a task and, after it, whatever else they can; null when the task itself is not whole. */
export function covered(held: Clips, language: string, task: string[], more: string[]): string[] | null {
  const said = (text: string): string[] | null => {
    const clips = clipsOf(language, text).map((clip) => held[clip]);
    return clips.every((clip) => clip !== undefined) ? (clips as string[]) : null;
  };
  const whole = task.map(said);
  if (whole.some((clips) => clips === null)) return null;
  const all = [...whole, ...more.map(said)].flatMap((clips) => clips ?? []);
  return all.length > 0 ? all : null;
}

let context: AudioContext | null = null;
let playing: AudioBufferSourceNode[] = [];
let turn = 0;

/** Ends what is being played. */
export function silence(): void {
  turn++;
  for (const source of playing) source.stop();
  playing = [];
}

/** Plays recordings one after the other; false when this device cannot. */
export async function play(recordings: readonly string[]): Promise<boolean> {
  silence();
  const mine = turn;
  try {
    context ??= new AudioContext();
    await context.resume();
    const here = context;
    const buffers = await Promise.all(
      recordings.map((one) => here.decodeAudioData(fromBase64url(one).buffer)),
    );
    if (mine !== turn) return true;
    let at = here.currentTime + breath;
    playing = buffers.map((buffer) => {
      const source = here.createBufferSource();
      source.buffer = buffer;
      source.connect(here.destination);
      const { from, length } = edges(buffer.getChannelData(0), buffer.sampleRate);
      source.start(at, from, length);
      at += length + breath;
      return source;
    });
    return true;
  } catch {
    return false;
  }
}
