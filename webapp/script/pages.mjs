/** Vite plugin: while developing, every address of an area is answered by its page, as the hub does. */
export function pages(...areas) {
  return {
    name: 'pages',
    configureServer({ middlewares }) {
      middlewares.use((request, _, next) => {
        const area = areas.find((name) => new RegExp(`^/${name}(/[^.]*)?(\\?.*)?$`).test(request.url ?? ''));
        if (area) request.url = `/${area}.html`;
        next();
      });
    },
  };
}
