import type { ComponentChildren } from 'preact';
import { Icon } from './icon';

/** What a note says, each with its picture, its look and how urgently it is read out. */
const kinds = {
  help: ['lightbulb', '', undefined],
  empty: ['inbox', 'quiet', undefined],
  loading: ['hourglass', 'quiet', 'status'],
  offline: ['wifi-off', 'quiet', 'status'],
  error: ['triangle-alert', 'alarm', 'alert'],
  full: ['package', 'alarm', 'alert'],
  right: ['check', 'right', 'status'],
  hint: ['lightbulb', '', 'status'],
  change: ['rotate-ccw', '', 'status'],
  'not-yet': ['pencil-line', 'not-yet', 'status'],
} as const;

export type NoteKind = keyof typeof kinds;

interface NoteProps {
  kind: NoteKind;
  /** What one can do about it, at the end of the line. */
  action?: ComponentChildren;
  children: ComponentChildren;
}

/** Tells one thing in the place of what would be here, or beside it: by picture, word and colour. */
export function Note({ kind, action, children }: NoteProps) {
  const [icon, look, role] = kinds[kind];
  return (
    <div class={look ? `note tells ${look}` : 'note tells'} role={role}>
      <Icon name={icon} />
      <div class="told">{children}</div>
      {action}
    </div>
  );
}
