import './ui/style.css';
import { type ComponentChild, render } from 'preact';
import { remembered, speak } from './language/language';
import { installWorker } from './sw/update';

/** The areas of the app, each with its own page. */
export type Area = 'learner' | 'teacher' | 'ministry';

/** Shows an area on its own page, in the language that was chosen last. */
export async function start(area: Area, content: ComponentChild): Promise<void> {
  await speak(remembered());
  render(content, document.getElementById('app') ?? document.body);
  // Not before the first items are on screen: the worker fetches the shell once more.
  // The ministry's page has nothing to do without the cloud, so it has none.
  if (area !== 'ministry') setTimeout(() => void installWorker(), 3000);
}
