// Package blob keeps files by the SHA-256 of their bytes in one folder: photos,
// recordings, films, packs. What is stored is whole and on the disk before its
// hash is given out, and what is read has been compared with its hash.
//
// It deliberately does not know what a blob means, who may read it or when it
// may be forgotten, and it does not seal anything: callers put in what they have
// already sealed and delete what nobody needs.
package blob
