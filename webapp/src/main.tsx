import './ui/style.css';
import { render } from 'preact';
import lazy from 'preact-iso/lazy';
import { LocationProvider, Route, Router } from 'preact-iso/router';
import { remembered, speak } from './language/language';
import { Learner } from './learner';
import { installWorker } from './sw/update';

const Teacher = lazy(async () => {
  const area = await import('./teacher');
  await area.ready;
  return area.Teacher;
});
const Ministry = lazy(async () => {
  const area = await import('./ministry');
  await area.ready;
  return area.Ministry;
});

/** The app: the page says which area it is, and the address does where one page serves them all. */
function App() {
  const area = document.documentElement.dataset['area'];
  const Home = area === 'ministry' ? Ministry : Learner;
  return (
    <LocationProvider>
      <Router>
        <Route path="/" component={Home} />
        <Route path="/teacher/:page*" component={Teacher} />
        <Route path="/ministry/*" component={Ministry} />
        <Route default component={area === 'ministry' ? Ministry : area === 'teacher' ? Teacher : Learner} />
      </Router>
    </LocationProvider>
  );
}

async function start(): Promise<void> {
  await speak(remembered());
  render(<App />, document.getElementById('app') ?? document.body);
  // Not before the first items are on screen: the worker fetches the shell once more.
  // The ministry's page has nothing to do without the cloud, so it has none.
  if (document.documentElement.dataset['area'] !== 'ministry') setTimeout(() => void installWorker(), 3000);
}

void start();
