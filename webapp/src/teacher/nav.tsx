import { useLocation } from 'preact-iso/router';
import { Icon } from '../ui/icon';
import { t } from './words';

const places = [
  ['/teacher', 'activity', 'nav.now'],
  ['/teacher/skills', 'layout-grid', 'nav.skills'],
  ['/teacher/class', 'users', 'nav.class'],
  ['/teacher/print/poster', 'printer', 'nav.print'],
] as const;

/** The teacher's places, within reach of a thumb. */
export function Nav() {
  const { path } = useLocation();
  return (
    <nav class="places" aria-label={t('nav')}>
      {places.map(([address, icon, word]) => (
        <a key={address} href={address} aria-current={path === address ? 'page' : undefined}>
          <Icon name={icon} />
          {t(word)}
        </a>
      ))}
    </nav>
  );
}
