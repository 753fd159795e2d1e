import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** Whether the page is being laid out for paper; what is too wide for a page is then drawn otherwise. */
export function usePaper(): Signal<boolean> {
  const paper = useSignal(false);
  useEffect(() => {
    const on = (): void => void (paper.value = true);
    const off = (): void => void (paper.value = false);
    addEventListener('beforeprint', on);
    addEventListener('afterprint', off);
    return () => {
      removeEventListener('beforeprint', on);
      removeEventListener('afterprint', off);
    };
  }, []);
  return paper;
}

/** Prints one part of the page by itself: print styles leave out what stands beside `data-alone`. */
export function printAlone(part: HTMLElement): void {
  part.dataset['alone'] = '';
  addEventListener('afterprint', () => delete part.dataset['alone'], { once: true });
  print();
}

/** Marks every page of a print in its margin, where the browser knows margin boxes; null for no mark. */
export function markPages(words: string | null): void {
  const { style } = document.documentElement;
  if (words === null) style.removeProperty('--on-every-page');
  else style.setProperty('--on-every-page', JSON.stringify(words));
}
