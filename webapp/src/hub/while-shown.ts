/**
 * Does something now, whenever the page is shown again, and every so many milliseconds
 * while it is; gives what ends that.
 */
export function whileShown(work: () => void, every: number): () => void {
  const look = (): void => {
    if (document.visibilityState === 'visible') work();
  };
  document.addEventListener('visibilitychange', look);
  const timer = setInterval(look, every);
  work();
  return () => {
    document.removeEventListener('visibilitychange', look);
    clearInterval(timer);
  };
}
