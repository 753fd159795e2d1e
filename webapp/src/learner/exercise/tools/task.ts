import type { Exercise, Tool } from '../../pack';
import { kinds, type Kind, type Task } from './board';

/** What the tools of an exercise are worked on for; none where its numbers do not fit on one. */
export function tasksOf({ generator, instance }: Exercise): Task[] {
  return (generator.tools ?? []).flatMap((tool) => taskOf(tool, instance.v) ?? []);
}

function taskOf(tool: Tool, values: Record<string, number | string>): Task | null {
  const [a, b] = [Number(values[tool.a]), Number(values[tool.b])];
  const op = tool.op as Task['op'];
  if (!kinds.includes(tool.kind as Kind) || !Number.isInteger(a) || !Number.isInteger(b)) return null;
  const task: Task = { kind: tool.kind as Kind, op, a, b };
  return fits(task) ? task : null;
}

function fits({ kind, op, a, b }: Task): boolean {
  const largest = op === '+' ? a + b : Math.max(a, b);
  switch (kind) {
    case 'frame':
      return largest <= 20;
    case 'blocks':
      return largest <= 99;
    case 'array':
      return op === '÷' ? b >= 1 && b <= 10 && a <= 100 : a >= 1 && a <= 10 && b >= 1 && b <= 10;
    case 'bar':
      return a >= 1 && b >= 1 && a <= 12 && b <= 12;
    case 'line':
    case 'balance':
      return largest <= 100 && a >= 0 && b >= 0;
  }
}
