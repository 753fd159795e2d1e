import { deflateSync } from 'node:zlib';

const teal = [0x0b, 0x6e, 0x69];
const white = [0xff, 0xff, 0xff];

/** Our mark as a PNG of `size` pixels; a maskable one fills its square and keeps to the middle of it. */
export function icon(size, maskable = false) {
  const rows = Buffer.alloc(size * (1 + size * 4));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const at = [((x + 0.5) / size) * 32, ((y + 0.5) / size) * 32];
      const pixel = 32 / size;
      const ground = maskable ? 1 : cover(-corner(at, 8), pixel);
      const [px, py] = maskable ? at.map((v) => 16 + (v - 16) / 0.75) : at;
      const line = cover(2 - outline(px, py), maskable ? pixel / 0.75 : pixel);
      const offset = y * (1 + size * 4) + 1 + x * 4;
      for (let c = 0; c < 3; c++) rows[offset + c] = Math.round(teal[c] + (white[c] - teal[c]) * line);
      rows[offset + 3] = Math.round(255 * ground);
    }
  }
  return png(size, rows);
}

/** How much of a pixel lies inside, from the distance to the edge. */
const cover = (inside, pixel) => Math.min(1, Math.max(0, inside / pixel + 0.5));

/** Signed distance to the square of 32 with round corners; negative inside. */
function corner([x, y], radius) {
  const dx = Math.abs(x - 16) - (16 - radius);
  const dy = Math.abs(y - 16) - (16 - radius);
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
}

/** Distance to the outline of the letter: M9 8h6a8 8 0 0 1 0 16H9z. */
function outline(x, y) {
  const line = (x1, y1, x2, y2) => {
    const t = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / ((x2 - x1) ** 2 + (y2 - y1) ** 2);
    const along = Math.min(1, Math.max(0, t));
    return Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1));
  };
  const bow = x >= 15 ? Math.abs(Math.hypot(x - 15, y - 16) - 8) : Infinity;
  return Math.min(bow, line(9, 8, 15, 8), line(15, 24, 9, 24), line(9, 24, 9, 8));
}

function png(size, rows) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc(body), body.length + 4);
  return whole;
}

/** CRC-32 as PNG asks for it. */
export function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb88320 : 0);
  }
  return (value ^ 0xffffffff) >>> 0;
}
