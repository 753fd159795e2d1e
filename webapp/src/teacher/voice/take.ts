/** Why a recording is not taken. */
export type Fault = 'unplayable' | 'tooLong' | 'silent' | 'tooBig' | 'failed';

/** A piece of a sentence takes no longer, in seconds. */
const longest = 10;
/** Bits a second that are enough for speech. */
const bits = 32_000;
/** A sound weaker than this part of the loudest possible is none. */
const weakest = 0.01;

/** Whether this page may use a microphone: browsers give one to secure addresses only. */
export const hasMicrophone = (): boolean =>
  isSecureContext && 'mediaDevices' in navigator && typeof MediaRecorder !== 'undefined';

/** A recording that runs; `stop` ends it and gives what was said. */
export interface Running {
  stop(): Promise<Blob>;
}

/** Begins to record; throws when the person or the browser says no. It ends by itself after ten seconds. */
export async function begin(ended: () => void): Promise<Running> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: bits });
  const parts: Blob[] = [];
  const whole = new Promise<Blob>((resolve) => {
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      resolve(new Blob(parts, { type: recorder.mimeType }));
    };
  });
  recorder.start();
  const timer = setTimeout(ended, longest * 1000);
  return {
    stop() {
      clearTimeout(timer);
      if (recorder.state !== 'inactive') recorder.stop();
      return whole;
    },
  };
}

/** Listens to a file before it is sent: what a tablet could not play, or nobody would hear, is not taken. */
export async function faultOf(file: Blob): Promise<Fault | null> {
  const context = new AudioContext();
  try {
    const heard = await context.decodeAudioData(await file.arrayBuffer());
    if (heard.duration > longest + 1) return 'tooLong';
    const loud = heard.getChannelData(0).some((sample) => Math.abs(sample) > weakest);
    return loud ? null : 'silent';
  } catch {
    return 'unplayable';
  } finally {
    void context.close();
  }
}
