package webapp_test

import (
	"io/fs"
	"testing"

	"darasa/webapp"
)

func TestFiles(t *testing.T) {
	if _, err := fs.Stat(webapp.Files(), "."); err != nil {
		t.Fatalf("root of the built app: %v", err)
	}
	if !webapp.Built() {
		t.Skip("not run: the web app is not built (npm run build in webapp)")
	}
	for _, name := range []string{"index.html", "teacher.html", "ministry.html", "sw.js", "index.html.br", "index.html.gz"} {
		if info, err := fs.Stat(webapp.Files(), name); err != nil || info.Size() == 0 {
			t.Errorf("%s: got error %v, want a file with content", name, err)
		}
	}
}
