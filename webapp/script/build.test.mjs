import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { list } from './compress.mjs';
import { measure, shellOf } from './size.mjs';

const dist = resolve(import.meta.dirname, '../dist');
const built = existsSync(join(dist, 'index.html'));
if (!built) console.warn('not run: budgets of the build (npm run build first)');

describe.skipIf(!built)('the build', () => {
  it('keeps the budget of the first visit', () => {
    const { js, css, first, requests } = measure(dist);
    expect(js).toBeLessThanOrEqual(50 * 1024);
    expect(css).toBeLessThanOrEqual(15 * 1024);
    // Besides these travel the class list, a plan and the pack; the browser test counts the whole.
    expect(first).toBeLessThanOrEqual(90 * 1024);
    expect(requests).toBeLessThanOrEqual(5);
  });

  it.each([
    ['teacher.html', 50],
    ['ministry.html', 32],
  ])('gives %s the scripts it shows, and not a learner’s', (page, most) => {
    expect(measure(dist, page).js).toBeLessThanOrEqual(most * 1024);
    const shell = shellOf(dist, page).join();
    expect(shell).toContain('/adults-');
    expect(shell).not.toContain('/index-');
  });

  it('keeps the budget of the tutor module', () => {
    const { module } = measure(dist);
    expect(module.br).toBeGreaterThan(0);
    expect(module.br).toBeLessThanOrEqual(500 * 1024);
    expect(module.gz).toBeLessThanOrEqual(650 * 1024);
  });

  it('ships without the page of components', () => {
    const files = list(dist);
    expect(files).toContain(join(dist, 'index.html'));
    expect(files.filter((name) => /\/(ui\.html|components-)/.test(name))).toEqual([]);
    // Neither do its words come with another file.
    const { 'note.full': word } = JSON.parse(
      readFileSync(join(dist, '../locale/en/components.json'), 'utf8'),
    );
    for (const file of files.filter((name) => name.endsWith('.js')))
      expect(readFileSync(file, 'utf8').includes(word), file).toBe(false);
  });

  it('obeys the content security policy: no inline script or style, nothing evaluated', () => {
    for (const file of list(dist).filter((name) => name.endsWith('.html'))) {
      const html = readFileSync(file, 'utf8');
      expect(html, file).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=/);
    }
    for (const file of list(dist).filter((name) => name.endsWith('.js') && !name.includes('wasm_exec')))
      expect(readFileSync(file, 'utf8'), file).not.toMatch(/\beval\(|new Function\(/);
  });

  it('names the whole shell to the service worker, and nothing of the hub', () => {
    const worker = readFileSync(join(dist, 'sw.js'), 'utf8');
    expect(worker).not.toMatch(/__SHELL__|__VERSION__|^import /m);
    const shell = JSON.parse(/\[("\/[^\]]+)\]/.exec(worker)[0]);
    expect(shell).toContain('/index.html');
    for (const path of shell) {
      expect(
        ['', '.gz'].some((form) => existsSync(join(dist, path + form))),
        path,
      ).toBe(true);
      expect(path).not.toMatch(/^\/(api|trust)\//);
    }
  });
});
