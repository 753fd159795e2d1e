// Package salvage reads rows out of SQLite files that SQLite itself no longer
// opens: it looks at every page by itself, whatever the trees above it say, and
// gives each row of each leaf that can still be read, also rows that were deleted
// or moved and not yet overwritten. It knows the file format
// (https://sqlite.org/fileformat2.html) and no schema.
//
// It never writes, and says nothing about whether a row is true: rows must be
// recognised and checked by who knows them.
package salvage
