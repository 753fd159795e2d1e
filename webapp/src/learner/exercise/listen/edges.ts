/** Below this part of its loudest a recording counts as silent. */
const quiet = 0.04;
/** What is left around the sound, in seconds, so that no breath of a letter is cut. */
const margin = 0.04;

/** Where the sound of a recording begins, and how long it lasts, in seconds: a person begins and ends with a pause. */
export function edges(samples: Float32Array, rate: number): { from: number; length: number } {
  let loudest = 0;
  for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
  const loud = (sample: number): boolean => Math.abs(sample) > loudest * quiet;
  const first = samples.findIndex(loud);
  let last = samples.length - 1;
  while (last > first && !loud(samples[last]!)) last--;
  if (first < 0) return { from: 0, length: samples.length / rate };
  const from = Math.max(0, first / rate - margin);
  return { from, length: Math.min(samples.length / rate, last / rate + margin) - from };
}
