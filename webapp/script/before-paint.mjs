/**
 * Links that fetch an area's own code and styles beside the program that will ask for them, which saves a page
 * that serves one area the way there and back. The learner's page is the program's own. What the page links
 * already is left out: linked again it would come after the area's own styles and win over them.
 */
export function areaLinks(files, path, html) {
  const area = /(teacher|ministry)\.html$/.exec(path)?.[1];
  const chunk = files.find(({ facadeModuleId }) => facadeModuleId?.endsWith(`/src/${area}/index.tsx`));
  if (!area || !chunk) return [];
  const own = [...files.filter((file) => chunk.imports.includes(file.fileName) && !file.isEntry), chunk];
  const wanted = (name) => !html.includes(`"/${name}"`);
  const styles = new Set(
    own.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]).filter(wanted),
  );
  const link = (attrs) => ({ tag: 'link', attrs: { ...attrs, crossorigin: true }, injectTo: 'head' });
  return [
    ...own
      .filter(({ fileName }) => wanted(fileName))
      .map(({ fileName }) => link({ rel: 'modulepreload', href: `/${fileName}` })),
    ...[...styles].map((name) => link({ rel: 'stylesheet', href: `/${name}` })),
  ];
}

/** Vite plugin: the script that decides the look runs in the head of every page, before the first paint. */
export function beforePaint() {
  const source = '/src/ui/look/before-paint.ts';
  return {
    name: 'before-paint',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle, path }) {
        const files = Object.values(bundle ?? {});
        const built = files.find((file) => file.name === 'before-paint');
        const script = {
          tag: 'script',
          attrs: { src: built ? `/${built.fileName}` : source },
          injectTo: 'head',
        };
        return [script, ...areaLinks(files, path, html)];
      },
    },
  };
}
