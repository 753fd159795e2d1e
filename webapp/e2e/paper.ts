import type { Page } from 'playwright-core';

/** A piece of a page on paper: its page from 1, and the corners of it in millimetres from the top and the start of the sheet. */
export interface Piece {
  name: string;
  page: number;
  endPage: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** What came of printing: sheets, and where each marked piece fell. */
export interface Paper {
  pages: number;
  pieces: Piece[];
}

/** A4 in millimetres. */
export const sheet = { width: 210, height: 297 };
const millimetre = 25.4 / 72;

/**
 * Prints a page to PDF and says where the elements of a selector fell. Each gets a link in two opposite corners:
 * the PDF lists links with their page and place, so what is measured is the print and not the screen.
 * Fails when there are none, or one of them is not on the paper at all.
 */
export async function print(page: Page, selector: string): Promise<Paper> {
  // Drawn as for paper first, so that links are set on what is printed.
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => void dispatchEvent(new Event('beforeprint')));
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
  const marked = await page.evaluate((wanted) => {
    const corner = (name: string, place: string): HTMLAnchorElement => {
      const link = document.createElement('a');
      link.href = `https://paper.invalid/${name}`;
      link.textContent = '.';
      link.style.cssText = `position:absolute;width:2px;height:2px;margin:0;padding:0;overflow:hidden;font-size:1px;line-height:2px;writing-mode:horizontal-tb;rotate:none;${place}`;
      return link;
    };
    const shown = [...document.querySelectorAll<HTMLElement>(wanted)].filter(
      (element) => element.getClientRects().length > 0,
    );
    shown.forEach((element, i) => {
      if (getComputedStyle(element).position === 'static') element.style.position = 'relative';
      element.append(corner(`a-${i}`, 'top:0;left:0'), corner(`z-${i}`, 'bottom:0;right:0'));
    });
    return shown.length;
  }, selector);
  const pdf = (await page.pdf({ preferCSSPageSize: true, tagged: false })).toString('latin1');
  const paper = read(pdf);
  if (marked === 0 || paper.pieces.length !== marked)
    throw new Error(`${paper.pieces.length} of ${marked} pieces reached the paper`);
  return paper;
}

/** Reads pages and the links set by print from a PDF as Chromium writes it: page objects stand in clear, in order. */
function read(pdf: string): Paper {
  const objects = new Map(
    [...pdf.matchAll(/(?:^|\n)(\d+) 0 obj\n([^]*?)\nendobj/g)].map(([, id, body]) => [id!, body!]),
  );
  const sheets = [...objects.values()].filter((body) => /\/Type\s*\/Page\b/.test(body));
  const found = new Map<string, { page: number; box: number[] }>();
  sheets.forEach((body, at) => {
    for (const text of annotations(body, objects)) {
      const name = /paper\.invalid\/([az]-\d+)/.exec(text)?.[1];
      const box = /\/Rect\s*\[([^\]]+)\]/.exec(text)?.[1]?.trim().split(/\s+/).map(Number);
      if (name && box && !found.has(name)) found.set(name, { page: at + 1, box });
    }
  });
  const pieces = [...found.keys()]
    .filter((name) => name.startsWith('a-'))
    .map((name) => {
      const [start, end] = [found.get(name)!, found.get(name.replace('a', 'z'))];
      if (!end) throw new Error(`piece ${name} has no end on paper`);
      const [xs, ys] = [
        [start.box[0]!, start.box[2]!, end.box[0]!, end.box[2]!],
        [start.box[3]!, end.box[1]!],
      ];
      return {
        name,
        page: start.page,
        endPage: end.page,
        left: Math.min(...xs) * millimetre,
        right: Math.max(...xs) * millimetre,
        top: sheet.height - ys[0]! * millimetre,
        bottom: sheet.height - ys[1]! * millimetre,
      };
    });
  return { pages: sheets.length, pieces };
}

/** The annotations of a page, written in it or referred to. */
function annotations(body: string, objects: Map<string, string>): string[] {
  const list = /\/Annots\s*\[([^]*?)\]\s*(?:\/|>>)/.exec(body)?.[1] ?? '';
  const referred = [...list.matchAll(/(\d+) 0 R/g)].map(([, id]) => objects.get(id!) ?? '');
  return [...referred, ...list.split('/Type /Annot')];
}
