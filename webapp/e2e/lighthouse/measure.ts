import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { Child, tabletSize } from '../browser';
import type { Demo } from '../program';
import { stage } from '../stage';

const cli = resolve(import.meta.dirname, 'node_modules/lighthouse/cli/index.js');
const runs = Number(process.env['RUNS'] ?? 5);
const slowdown = 4;

/** What Lighthouse says of one page load; times in ms. */
interface Load {
  performance: number;
  accessibility: number;
  lcp_ms: number;
  tbt_ms: number;
}

interface Report {
  runtimeError?: { message: string };
  categories: Record<'performance' | 'accessibility', { score: number | null }>;
  audits: Record<string, { title: string; score: number | null; numericValue?: number }>;
}

const { hub, browser, demo } = await stage();
const result: Record<string, unknown> = {};

afterAll(() => {
  const out = process.env['OUT'];
  if (out) writeFileSync(out, `${JSON.stringify({ runs, ...result })}\n`);
});

it('measures the longest wait after a tap in exercises on a slow tablet', async () => {
  const { worst, taps } = await tapping(demo.learners[0]!);
  expect(taps).toBeGreaterThanOrEqual(20);
  result['inp_ms_4x'] = worst;
  result['taps'] = taps;
});

it('measures the learner page of a tablet that opens its enrolment link', async () => {
  result['learner'] = await medians(`${hub.url}/#t=${demo.token}`);
});

it('measures the sign-in page of the teacher', async () => {
  result['teacher'] = await medians(`${hub.url}/teacher`);
});

/** The worst event duration [ms, steps of 8] among the taps of ten answered exercises. */
async function tapping(card: Demo['learners'][number]): Promise<{ worst: number; taps: number }> {
  const context = await browser.newContext({ viewport: tabletSize });
  const page = await context.newPage();
  await page.goto(`${hub.url}/#t=${demo.token}`);
  const child = new Child(page, card);
  await child.signIn();
  await child.exercise();
  const debug = await context.newCDPSession(page);
  await debug.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.evaluate(() => {
    const seen = window as unknown as { worst: number };
    seen.worst = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { interactionId?: number })[])
        if (entry.interactionId) seen.worst = Math.max(seen.worst, entry.duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
  const before = child.taps;
  for (let answered = 0; answered < 10; answered++) {
    await child.answer((await child.exercise()).answer);
    await child.next();
  }
  await page.waitForTimeout(500); // entries come after the frame that they describe
  const worst = await page.evaluate(() => (window as unknown as { worst: number }).worst);
  await context.close();
  return { worst, taps: child.taps - before };
}

/** Each figure's median over the runs, every run with a fresh profile. */
async function medians(url: string): Promise<Load> {
  const loads: Load[] = [];
  for (let run = 0; run < runs; run++) loads.push(await load(url));
  const median = (key: keyof Load) =>
    loads.map((each) => each[key]).sort((a, b) => a - b)[Math.floor(loads.length / 2)]!;
  return {
    performance: median('performance'),
    accessibility: median('accessibility'),
    lcp_ms: median('lcp_ms'),
    tbt_ms: median('tbt_ms'),
  };
}

/** One run of Lighthouse in its mobile setting. */
async function load(url: string): Promise<Load> {
  const flags = [
    cli,
    url,
    '--quiet',
    '--output=json',
    '--only-categories=performance,accessibility',
    `--throttling.cpuSlowdownMultiplier=${slowdown}`,
    '--chrome-flags=--headless=new --no-sandbox --disable-gpu',
    '--no-enable-error-reporting',
  ];
  const env = { ...process.env, CHROME_PATH: process.env['CHROMIUM'] ?? '/usr/bin/chromium' };
  const { stdout } = await promisify(execFile)(process.execPath, flags, { env, maxBuffer: 64 << 20 });
  const { audits, categories, runtimeError } = JSON.parse(stdout) as Report;
  if (runtimeError) throw new Error(runtimeError.message);
  for (const [id, { score, title }] of Object.entries(audits))
    if (score !== null && score < 0.9) console.log(`${new URL(url).pathname} ${id} ${score}: ${title}`);
  const time = (id: string) => Math.round(audits[id]?.numericValue ?? Number.NaN);
  const points = (id: keyof Report['categories']) => Math.round((categories[id].score ?? Number.NaN) * 100);
  return {
    performance: points('performance'),
    accessibility: points('accessibility'),
    lcp_ms: time('largest-contentful-paint'),
    tbt_ms: time('total-blocking-time'),
  };
}
