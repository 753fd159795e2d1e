/**
 * Names the file of a module by the pages that need it before anything shows: what the first page shares with
 * another is `base`, the components that another may want among it, what only the others share is `adults`, and what one page needs alone goes with it. So no
 * page fetches what it never shows, and none a dozen small files. Null leaves a module to the bundler: what is
 * fetched when it is wanted, and what another page may want of one that is not the first.
 */
export function sharing(first, ...others) {
  let pages = null;
  return (id, graph) => {
    pages ??= [first, ...others].map(([name, entry]) => ({
      name,
      first: reach(entry, (id) => graph.getModuleInfo(id)?.importedIds),
      ever: reach(entry, (id) => {
        const info = graph.getModuleInfo(id);
        return info && [...info.importedIds, ...info.dynamicallyImportedIds];
      }),
    }));
    const names = pages.filter((page) => page.first.has(id)).map(({ name }) => name);
    if (names.length > 1) return names.includes(first[0]) ? 'base' : 'adults';
    const borrowed = pages.filter((page) => page.ever.has(id)).length > 1;
    if (borrowed && names[0] === first[0] && /\/src\/ui\//.test(id)) return 'base';
    return names[0] === first[0] || !borrowed ? (names[0] ?? null) : null;
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
