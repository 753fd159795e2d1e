import { useEffect, useRef } from 'preact/hooks';
import { Prose } from '../../../language/prose';
import { Button } from '../../../ui/button';
import { BoardPicture } from './boards';
import { after, type Task } from './board';
import { scenes, type Way } from './way';
import { t } from './words';

/** A way that saves steps, shown on the numbers that were just worked on; then the next exercise invites it. */
export function WayScreen({ way, task, go }: { way: Way; task: Task; go(): void }) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    scrollTo(0, 0);
    title.current?.focus({ preventScroll: true });
  }, []);
  const shown = scenes(way, task);
  return (
    <section class="work way" data-way={way}>
      <h1 class="reading" tabIndex={-1} ref={title}>
        {t('way.title')}
      </h1>
      <p class="reading">{t(`way.${way}`)}</p>
      <ol class="way-scenes">
        {shown.scenes.map(({ moves, says }, i) => (
          <li key={i} style={{ '--turn': i }}>
            <div dir="ltr" class="tool-board">
              <BoardPicture task={shown.task} board={after(shown.task, moves)} />
            </div>
            <p class="way-says">
              <Prose text={says} />
            </p>
          </li>
        ))}
      </ol>
      <Button main icon="arrow-right" data-go onClick={go}>
        {t('way.try')}
      </Button>
    </section>
  );
}
