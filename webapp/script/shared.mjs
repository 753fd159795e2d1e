/**
 * Names the file of a module by the pages that need it before anything shows: what several share is one file, and
 * what one needs alone another. So no page fetches what it never shows, and none a dozen small files. Null leaves a
 * module to the bundler: what is fetched when it is wanted, and what another page may want, which must not bring the
 * page with it that begins with it.
 */
export function sharing(shared, ...entries) {
  let pages = null;
  return (id, graph) => {
    pages ??= entries.map(([name, entry]) => ({
      name,
      first: reach(entry, (id) => graph.getModuleInfo(id)?.importedIds),
      ever: reach(entry, (id) => {
        const info = graph.getModuleInfo(id);
        return info && [...info.importedIds, ...info.dynamicallyImportedIds];
      }),
    }));
    const names = pages.filter((page) => page.first.has(id)).map(({ name }) => name);
    if (names.length > 1) return shared;
    const borrowed = pages.filter((page) => page.ever.has(id)).length > 1;
    return borrowed ? null : (names[0] ?? null);
  };
}

/** The modules that an entry reaches by some kinds of import, itself among them. */
function reach(entry, imports) {
  const seen = new Set();
  const open = [entry];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(imports(id) ?? []));
  }
  return seen;
}
