import type { Exercise } from '../../pack';
import { tasksOf } from './task';
import { invites, type Way } from './way';

/**
 * The instance of an item whose numbers call for a way: the chosen one if it does,
 * else the next that does; the chosen one where none does.
 */
export function inviting(way: Way, exercise: Exercise, chosen: number): number {
  const { instances } = exercise.item;
  const calls = (place: number): boolean => {
    const instance = instances[place];
    return !!instance && tasksOf({ ...exercise, instance }).some((task) => invites(way, task));
  };
  const places = instances.map((_, i) => (chosen + i) % instances.length);
  return places.find(calls) ?? chosen;
}
