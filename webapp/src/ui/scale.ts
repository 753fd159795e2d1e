/** The smallest of 1, 2, 5, 10, 20, 50 … that is no less than the largest value: where a scale ends. */
export function scaleEnd(largest: number): number {
  if (!(largest > 1)) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  // A power may come out one too low where the logarithm is rounded; ten times it is then enough.
  return [1, 2, 5, 10].map((step) => step * power).find((end) => end >= largest) ?? 10 * power;
}
