import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Button } from './button';

interface DialogProps {
  title: string;
  /** The word on the button that closes it. */
  closing: string;
  close(): void;
  /** A class of its own, for what is inside. */
  style?: string;
  /** Given where it fills the page: what stands between title and closing button, above the rest. */
  head?: ComponentChildren;
  children: ComponentChildren;
}

/**
 * Asks or tells one thing above the page. The browser keeps the focus inside and
 * closes on Escape; a tap beside it closes as well, and the focus goes back to
 * where it came from.
 */
export function Dialog({ title, closing, close, style, head, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const opener = document.activeElement;
    dialog.current?.showModal();
    // A dialog that is taken out of the page does not give the focus back by itself.
    return () => {
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  const heading = <h2 id={id}>{title}</h2>;
  const end = (
    <Button icon="x" onClick={() => dialog.current?.close()}>
      {closing}
    </Button>
  );
  const whole = head !== undefined;
  return (
    <dialog
      ref={dialog}
      class={[style, whole && 'whole'].filter(Boolean).join(' ') || undefined}
      aria-labelledby={id}
      onClose={close}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="inside">
        {whole ? (
          <header>
            {heading}
            {head}
            {end}
          </header>
        ) : (
          heading
        )}
        {children}
        {!whole && end}
      </div>
    </dialog>
  );
}
