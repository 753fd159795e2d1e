// Package release is a content pack as it travels: a signed list of files, each cut
// into parts by its content, so that an update carries only what is new, and the parts.
// Whoever opens one knows who signed it, that it is whole and that it is no older one.
//
// It reads and writes bytes only. Where a pack is kept, whose key is believed and what
// is served is decided by the hub; whether the exercises are right, by the second solver.
package release
