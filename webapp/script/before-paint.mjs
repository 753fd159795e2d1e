/** Vite plugin: the script that decides the look runs in the head of every page, before the first paint. */
export function beforePaint() {
  const source = '/src/ui/look/before-paint.ts';
  return {
    name: 'before-paint',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle }) {
        const built = Object.values(bundle ?? {}).find((file) => file.name === 'before-paint');
        return [{ tag: 'script', attrs: { src: built ? `/${built.fileName}` : source }, injectTo: 'head' }];
      },
    },
  };
}
