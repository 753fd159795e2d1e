import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Prose, Sum } from '../../../language/prose';
import { Icon } from '../../../ui/icon';
import { EraseKey, Keys } from '../../../ui/keypad';
import { erase, tap } from '../../answering';
import type { Exercise } from '../../pack';
import { feedback, typed } from '../../screen';
import { say } from '../feedback';
import { Go } from '../go';
import { useKeyboard } from '../keyboard';
import { OptionDrawing, optionLabel } from '../option-drawing';
import { places } from './rules';
import { t } from './words';

/** The tile that was taken up and waits for a group. */
const held = signal<string | null>(null);

/** Farther than this a finger pulls; below it taps. */
const slip = 8;

const put = (tile: string, group: number | null): void => {
  held.value = null;
  tap(`${tile}>${group ?? ''}`);
};

/** A second tap lets go of it again. */
const take = (tile: string): void => {
  held.value = held.value === tile ? null : tile;
};

/** The groups, each with its name and what was put there. */
export function Groups({ exercise, given }: { exercise: Exercise; given: string }) {
  const put = places(given);
  const names = (exercise.generator.groups ?? []).map((key) => say(exercise, key));
  const last = [...put].at(-1);
  return (
    <div class="heaps" data-groups={names.length}>
      {names.map((name, i) => (
        <Heap key={name} place={i} name={name}>
          {[...put]
            .filter(([, place]) => place === i)
            .map(([tile]) => (
              <Tile key={tile} exercise={exercise} tile={tile} group={i} />
            ))}
        </Heap>
      ))}
      <output class="unseen">
        {last && t('group.placed', { tile: told(exercise, last[0]), group: names[last[1]] ?? '' })}
      </output>
    </div>
  );
}

interface HeapProps {
  place: number;
  name: string;
  children: ComponentChildren;
}

/** One group: a tap anywhere on it, or its name as a key, puts what is held there. */
function Heap({ place, name, children }: HeapProps) {
  const ready = held.value !== null && feedback.value === null;
  const receive = (): void => {
    if (held.value !== null) put(held.value, place);
  };
  return (
    // The name is the key for whoever has no pointer; the rest of the heap only makes the target bigger.
    <div
      class={ready ? 'heap ready' : 'heap'}
      data-heap={place}
      role="group"
      aria-label={name}
      onClick={receive}
    >
      <button
        type="button"
        class="heap-name reading"
        disabled={feedback.value !== null}
        aria-keyshortcuts={String(place + 1)}
      >
        <Prose text={name} />
      </button>
      <div class="heaped">{children}</div>
    </div>
  );
}

/** What is still to be put somewhere, and the keys. */
export function GroupKeys({ exercise }: { exercise: Exercise }) {
  const { tiles = [] } = exercise.instance;
  const groups = exercise.generator.groups?.length ?? 0;
  useEffect(() => () => void (held.value = null), []);
  useKeyboard(
    (digit) => {
      const place = Number(digit) - 1;
      if (held.value !== null && place < groups) put(held.value, place);
      else if (tiles[place] !== undefined) take(tiles[place]);
    },
    { remove: back },
  );
  const gone = places(typed.value);
  const done = feedback.value !== null;
  return (
    <Keys label={t('group.tiles')} done={done} layout={exercise.instance.pictures ? 'loose drawn' : 'loose'}>
      {tiles.map((tile, i) =>
        gone.has(tile) ? (
          <span key={tile} class="key gone" />
        ) : (
          <Tile key={tile} exercise={exercise} tile={tile} place={i + 1} />
        ),
      )}
      <EraseKey done={done} erase={back} erases={t('group.back')} />
      <Go />
    </Keys>
  );
}

/** Takes the held tile out of its group, or the last one that was put. */
function back(): void {
  if (held.value === null) erase();
  else put(held.value, null);
}

interface TileProps {
  exercise: Exercise;
  tile: string;
  /** Its place from 1 on the tray, which is also its key. */
  place?: number;
  /** Where it lies. */
  group?: number;
}

/** What is put into a group: pulled there, or tapped and then the group tapped. */
function Tile({ exercise, tile, place, group }: TileProps) {
  const { instance } = exercise;
  const picture = instance.pictures?.[instance.tiles?.indexOf(tile) ?? -1];
  const done = feedback.value !== null;
  const right = done && group !== undefined && belongs(instance.answer, tile) === group;
  const pull = usePull((to) => put(tile, to));
  const mark = done && group !== undefined ? (right ? 'right' : 'tried') : '';
  return (
    <button
      type="button"
      class={`key tile-of ${mark}`}
      data-value={tile}
      aria-pressed={held.value === tile}
      aria-keyshortcuts={place === undefined ? undefined : String(place)}
      aria-label={picture && optionLabel(picture)}
      disabled={done}
      {...pull.handlers}
      onClick={(event) => {
        // A tap on what lies in a group is one on the group, while another tile waits for it.
        if (group !== undefined && held.value !== null && held.value !== tile) return;
        event.stopPropagation();
        // A key pressed on it is no pull, whatever a finger did before.
        if (event.detail === 0 || !pull.pulled()) take(tile);
      }}
    >
      {picture ? (
        <OptionDrawing picture={picture} />
      ) : (
        <bdi dir="ltr">
          <Sum text={tile} />
        </bdi>
      )}
      {mark && <Icon name={mark === 'right' ? 'check' : 'pencil-line'} />}
    </button>
  );
}

/** The group a tile belongs to. */
const belongs = (answer: string, tile: string): number =>
  answer.split('|').findIndex((group) => group.split(',').includes(tile));

/** What a tile is called for those who hear it. */
function told({ instance }: Exercise, tile: string): string {
  const picture = instance.pictures?.[instance.tiles?.indexOf(tile) ?? -1];
  return picture ? optionLabel(picture) : tile;
}

/** Lets a finger pull an element; `drop` hears the group it was let go over, null for none. */
function usePull(drop: (group: number | null) => void) {
  const from = useRef<{ x: number; y: number; far: boolean } | null>(null);
  const far = useRef(false);
  const end = (event: PointerEvent, over: boolean): void => {
    const element = event.currentTarget as HTMLElement;
    far.current = from.current?.far ?? false;
    from.current = null;
    element.style.translate = '';
    element.classList.remove('pulled');
    if (far.current && over) drop(heapAt(event.clientX, event.clientY));
  };
  return {
    /** Whether the tap that just ended was a pull. */
    pulled: () => far.current,
    handlers: {
      onPointerDown: (event: PointerEvent) => {
        far.current = false;
        if (feedback.value !== null || event.button !== 0) return;
        from.current = { x: event.clientX, y: event.clientY, far: false };
        (event.currentTarget as Element).setPointerCapture(event.pointerId);
      },
      onPointerMove: (event: PointerEvent) => {
        if (!from.current) return;
        const [x, y] = [event.clientX - from.current.x, event.clientY - from.current.y];
        if (Math.hypot(x, y) > slip) from.current.far = true;
        if (!from.current.far) return;
        const element = event.currentTarget as HTMLElement;
        element.classList.add('pulled');
        element.style.translate = `${x}px ${y}px`;
      },
      onPointerUp: (event: PointerEvent) => end(event, true),
      onPointerCancel: (event: PointerEvent) => end(event, false),
    },
  };
}

/** The group at a place of the screen, whatever is pulled above it. */
function heapAt(x: number, y: number): number | null {
  const heap = document.elementsFromPoint(x, y).find((element) => element.matches('[data-heap]'));
  return heap instanceof HTMLElement ? Number(heap.dataset['heap']) : null;
}
