import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Note } from '../ui/note';
import { t } from './words';

/** A page with words of its own. */
interface Page {
  ready: Promise<unknown>;
  Page: ComponentType<{ id: string }>;
}

/** Pages that few teachers open every day; their code comes with the first visit. */
const pages = {
  lessons: (): Promise<Page> => import('./lessons'),
  voice: (): Promise<Page> => import('./voice'),
  handout: (): Promise<Page> => import('./lessons/handout'),
};

/** A page whose code comes when its address is opened; `id` is the end of the address. */
export function LaterPage({ page, id = '' }: { page: keyof typeof pages; id?: string }) {
  const shown = useSignal<ComponentType<{ id: string }> | null>(null);
  const away = useSignal(false);
  useEffect(() => {
    let here = true;
    shown.value = null;
    const bring = async (): Promise<void> => {
      const part = await pages[page]();
      await part.ready;
      if (here) shown.value = part.Page;
    };
    bring().catch(() => (away.value = true));
    return () => void (here = false);
  }, [page]);
  const View = shown.value;
  if (View) return <View id={id} />;
  return <Note kind={away.value ? 'error' : 'loading'}>{t(away.value ? 'pupil.away' : 'loading')}</Note>;
}
