// Package webapp carries the built web app inside the binaries.
//
// It holds the files of dist and nothing else: how they are served, cached and
// compressed is the business of the room web. The folder is filled by
// `npm run build`; before the first build it holds a placeholder only, so that Go
// builds on a machine without Node, and Built tells the difference.
package webapp

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files returns the built app with index.html (learners), teacher.html and
// ministry.html at its root, and next to every compressible file its .gz and .br
// forms; of big ones, such as the tutor, only these. Names under assets/ carry a hash
// of their content and never change.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // "dist" is a valid path by construction
	}
	return files
}

// Built reports whether the web app was built before the binary was.
func Built() bool {
	_, err := fs.Stat(Files(), "index.html")
	return err == nil
}
