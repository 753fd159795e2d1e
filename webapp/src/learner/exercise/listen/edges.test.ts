import { expect, it } from 'vitest';
import { edges } from './edges';

const rate = 1000;
const sound = (silent: number, loud: number, after: number): Float32Array =>
  Float32Array.from({ length: silent + loud + after }, (_, i) => {
    const said = i >= silent && i < silent + loud;
    return said ? (i % 2 ? 0.5 : -0.5) : 0.005;
  });

it.each([
  ['a pause on both sides', 500, 300, 400, 0.46, 0.38],
  ['no pause', 0, 300, 0, 0, 0.3],
  ['a pause at the end', 0, 300, 700, 0, 0.34],
])('%s', (_, before, loud, after, from, length) => {
  const found = edges(sound(before, loud, after), rate);
  expect(found.from).toBeCloseTo(from, 2);
  expect(found.length).toBeCloseTo(length, 2);
});

it('leaves silence as it is', () => {
  expect(edges(new Float32Array(100), rate)).toEqual({ from: 0, length: 0.1 });
  expect(edges(new Float32Array(0), rate)).toEqual({ from: 0, length: 0 });
});
