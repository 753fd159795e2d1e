package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"darasa/internal/school"
)

// Cache policies of static files: pages are asked for anew each time, named files
// are kept an hour, files with a hash in their name for ever.
const (
	CachePage   = "no-cache"
	CacheNamed  = "public, max-age=3600"
	CacheHashed = "public, max-age=31536000, immutable"
)

// Static serves files of one build, each plain and in the compressed forms that lie
// beside it as name.br and name.gz. What is there as name.gz alone is unpacked for the
// few who take nothing compressed. Files that lie in the program itself are read from
// there; a copy of them would cost as much memory again.
type Static struct {
	files map[string]*file
	page  string
}

type file struct {
	body, brotli, gzip content // without a body there is gzip
	kind, tag, cache   string
}

// content is bytes that can be read from anywhere at any time.
type content struct {
	at   io.ReaderAt // nil for none
	size int64
}

func inMemory(b []byte) content { return content{bytes.NewReader(b), int64(len(b))} }

func (c content) reader() *io.SectionReader { return io.NewSectionReader(c.at, 0, c.size) }

// NewStatic reads every file of fsys. page is the file that answers paths without
// an extension, because the app routes itself; it may be missing when the app was
// not built, and then those paths answer not_found with a sentence saying so.
func NewStatic(fsys fs.FS, page string) (*Static, error) {
	s := &Static{files: map[string]*file{}, page: page}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		name = strings.TrimSuffix(name, ".gz")
		if err != nil || d.IsDir() || strings.HasSuffix(name, ".br") || s.files[name] != nil {
			return err
		}
		f, err := readFile(fsys, name)
		if err != nil {
			return err
		}
		s.files[name] = f
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read static files: %w", err)
	}
	return s, nil
}

func readFile(fsys fs.FS, name string) (*file, error) {
	f := &file{kind: contentType(name), cache: cacheOf(name)}
	for _, form := range []struct {
		suffix string
		into   *content
	}{{"", &f.body}, {".br", &f.brotli}, {".gz", &f.gzip}} {
		found, err := open(fsys, name+form.suffix)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, err
		case f.body.at == nil || found.size < f.body.size:
			*form.into = found
		}
	}
	named := f.body
	if named.at == nil {
		named = f.gzip
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, named.reader()); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	f.tag = base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:12])
	return f, nil
}

func cacheOf(name string) string {
	switch {
	case strings.HasSuffix(name, ".html"), path.Base(name) == "sw.js", strings.HasSuffix(name, ".webmanifest"):
		return CachePage
	case strings.HasPrefix(name, "assets/"): // the bundler names these by their content
		return CacheHashed
	}
	return CacheNamed
}

// open finds a file that stays open as long as the program runs; one that cannot be
// read from anywhere is copied.
func open(fsys fs.FS, name string) (content, error) {
	opened, err := fsys.Open(name)
	if err != nil {
		return content{}, fmt.Errorf("open %s: %w", name, err)
	}
	info, err := opened.Stat()
	if err != nil {
		return content{}, errors.Join(fmt.Errorf("look at %s: %w", name, err), opened.Close())
	}
	if at, ok := opened.(io.ReaderAt); ok {
		return content{at, info.Size()}, nil
	}
	body, err := io.ReadAll(opened)
	if err := errors.Join(err, opened.Close()); err != nil {
		return content{}, fmt.Errorf("read %s: %w", name, err)
	}
	return inMemory(body), nil
}

// contentType does not ask the system, whose table differs between machines.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".wasm":
		return "application/wasm"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// ServeHTTP answers GET and HEAD for the files, and for every path without an extension
// with the page of its first part (/teacher/pupil/… with teacher.html), else the app's.
func (s *Static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		WriteError(w, r, school.Errorf(school.CodeNotFound, "there is nothing to send to at this address"))
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	f, ok := s.files[name]
	if !ok && path.Ext(name) == "" {
		area, _, _ := strings.Cut(name, "/")
		if f, ok = s.files[area+".html"]; !ok {
			f, ok = s.files[s.page]
		}
		if !ok {
			WriteError(w, r, school.Errorf(school.CodeNotFound, "this program was built without its pages; build the web app first"))
			return
		}
	}
	if !ok {
		WriteError(w, r, school.Errorf(school.CodeNotFound, "there is no such file"))
		return
	}
	f.serve(w, r)
}

func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", f.cache)
	body, tag := f.body, f.tag
	if f.brotli.at != nil || f.gzip.at != nil {
		h.Set("Vary", "Accept-Encoding")
	}
	switch {
	case f.brotli.at != nil && accepts(r, "br"):
		body, tag = f.brotli, tag+"-br"
		h.Set("Content-Encoding", "br")
	case f.gzip.at != nil && accepts(r, "gzip"):
		body, tag = f.gzip, tag+"-gz"
		h.Set("Content-Encoding", "gzip")
	case f.body.at == nil:
		unpacked, err := gunzip(f.gzip)
		if err != nil {
			WriteError(w, r, err)
			return
		}
		body = unpacked
	}
	h.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, "", time.Time{}, body.reader())
}

// gunzip unpacks in memory, because a client may ask for any range of it.
func gunzip(packed content) (content, error) {
	z, err := gzip.NewReader(packed.reader())
	if err != nil {
		return content{}, fmt.Errorf("unpack: %w", err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		return content{}, fmt.Errorf("unpack: %w", err)
	}
	return inMemory(body), nil
}

// accepts reports whether the client takes the encoding; q=0 means it does not.
func accepts(r *http.Request, encoding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, parameters, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) == encoding {
			weight := strings.ReplaceAll(parameters, " ", "")
			return weight != "q=0" && weight != "q=0.0" && weight != "q=0.00" && weight != "q=0.000"
		}
	}
	return false
}
