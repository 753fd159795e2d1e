import type { ComponentChildren } from 'preact';
import { Icon } from '../ui/icon';
import './file-button.css';

interface Props {
  /** Kinds of files, as the browser's own chooser wants them. */
  accept: string;
  multiple?: boolean;
  disabled?: boolean;
  take(files: File[]): void;
  children: ComponentChildren;
}

/** A button that lets a person choose files of this phone; the same files may be chosen again. */
export function FileButton({ accept, multiple = false, disabled = false, take, children }: Props) {
  return (
    <label class="button file">
      <Icon name="arrow-down" />
      {children}
      <input
        type="file"
        accept={accept}
        multiple={multiple}
        disabled={disabled}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          currentTarget.value = '';
          if (files.length > 0) take(files);
        }}
      />
    </label>
  );
}
