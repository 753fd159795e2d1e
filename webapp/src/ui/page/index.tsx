import '../style.css';
import '../late-icons';
import '../../language/learner-fonts.css';
import '../../language/urdu-fonts.css';
import './page.css';
import { render } from 'preact';
import { speak } from '../../language/language';
import { formatLook, parseLook } from '../look/look';
import { ready as otherReady } from '../words';
import { Components } from './components';
import { OpenDialog, OpenSheet } from './open';
import { ready } from './words';

const shows = { all: Components, dialog: OpenDialog, sheet: OpenSheet };

/**
 * The page of components, built only with --mode ui. The address says how it
 * looks (?look=dark+large+contrast+calm), which way it runs (?dir=rtl, in Urdu)
 * and what stands on it (?show=all, dialog or sheet).
 */
async function start(): Promise<void> {
  const query = new URLSearchParams(location.search);
  localStorage.setItem('look', formatLook(parseLook(query.get('look') ?? '')));
  (globalThis as { applyLook?: () => void }).applyLook?.();
  await speak(query.get('dir') === 'rtl' ? 'ur' : 'en');
  await Promise.all([ready, otherReady]);
  const Show = shows[(query.get('show') ?? 'all') as keyof typeof shows] ?? Components;
  render(<Show />, document.getElementById('app') ?? document.body);
}

void start();
