import { useEffect } from 'preact/hooks';

/** How long a tablet may lie untouched before the next child gets it. */
export const idleTime = 3 * 60 * 1000;

/** Calls `act` when nothing was touched for so long, in milliseconds. */
export function useIdle(act: () => void, time: () => number): void {
  useEffect(() => {
    let timer = setTimeout(act, time());
    const touched = (): void => {
      clearTimeout(timer);
      timer = setTimeout(act, time());
    };
    const events = ['pointerdown', 'keydown', 'scroll'];
    for (const event of events) addEventListener(event, touched, { passive: true, capture: true });
    return () => {
      clearTimeout(timer);
      for (const event of events) removeEventListener(event, touched, { capture: true });
    };
  }, []);
}
