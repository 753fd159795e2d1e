import { createHash } from 'node:crypto';
import { icon } from './icons.mjs';

/** What the home screen says, in each language. */
const words = {
  en: { name: 'Darasa', dir: 'ltr', description: 'Practice at your own pace, also without the Internet.' },
  ur: { name: 'داراسا', dir: 'rtl', description: 'اپنی رفتار سے مشق، انٹرنیٹ کے بغیر بھی۔' },
};

/** A web app manifest in one language, with icons under the names they were given. */
export function manifest(lang, icons) {
  const { name, dir, description } = words[lang];
  return {
    id: '/',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    lang,
    dir,
    name,
    short_name: name,
    description,
    theme_color: '#0b6e69',
    background_color: '#fbf6ec',
    icons,
  };
}

/** Vite plugin: `virtual:manifests` holds the address of the manifest for each language. */
export function manifests() {
  let made;
  return {
    name: 'manifests',
    resolveId: (id) => (id === 'virtual:manifests' ? '\0' + id : null),
    load(id) {
      if (id !== '\0virtual:manifests') return null;
      if (this.environment?.mode === 'dev' || process.env.VITEST) return "export default { en: '', ur: '' };";
      made ??= this.emitFile && emit(this);
      return `export default ${JSON.stringify(made)};`;
    },
  };
}

function emit(build) {
  const drawn = [
    ['192', false],
    ['512', false],
    ['512', true],
  ].map(([size, maskable]) => {
    const source = icon(Number(size), maskable);
    const hash = createHash('sha256').update(source).digest('hex').slice(0, 8);
    const fileName = `assets/icon-${maskable ? 'mask-' : ''}${size}-${hash}.png`;
    build.emitFile({ type: 'asset', fileName, source });
    const purpose = maskable ? 'maskable' : 'any';
    return { src: `/${fileName}`, sizes: `${size}x${size}`, type: 'image/png', purpose };
  });
  const addresses = {};
  for (const lang of Object.keys(words)) {
    const fileName = `learner-${lang}.webmanifest`;
    build.emitFile({ type: 'asset', fileName, source: JSON.stringify(manifest(lang, drawn)) });
    addresses[lang] = `/${fileName}`;
  }
  return addresses;
}
