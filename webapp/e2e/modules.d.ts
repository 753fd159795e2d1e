// What the picture comparison uses of two packages: one brings no types, the other types that lean on the first.
declare module 'pngjs' {
  export class PNG {
    static sync: { read(file: Buffer): PNG; write(picture: PNG, how?: Record<string, number>): Buffer };
    constructor(size: { width: number; height: number });
    width: number;
    height: number;
    data: Buffer;
  }
}
declare module 'pixelmatch' {
  /** Counts the pixels that differ by more than the threshold, and marks them in `marks`. */
  export default function pixelmatch(
    one: Uint8Array,
    two: Uint8Array,
    marks: Uint8Array | null,
    width: number,
    height: number,
    options: { threshold: number },
  ): number;
}
