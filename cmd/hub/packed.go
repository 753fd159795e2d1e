package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"darasa/content"
	"darasa/internal/curriculum"
)

// packedFile holds what enumerating the content came to. It may be deleted at any
// time; the next start makes it anew.
const packedFile = "content.cache"

// packed is the content after enumeration.
type packed struct {
	Key       [32]byte // of the sources and of the program that enumerated them
	Catalogue []byte
	Tablet    []byte            // the compiled pack as JSON in gzip: tablets fetch parts, only old ones the whole
	Parts     *curriculum.Parts // the same in parts
	Languages []string
	Clips     map[string][]curriculum.Clip // what a person may record, by language
}

// unpack returns the enumerated content, from the file in dir if it was made by
// this very program from these very sources.
func unpack(dir string, folder fs.FS) (packed, error) {
	key, err := packedKey(folder)
	if err != nil {
		return packed{}, err
	}
	path := filepath.Join(dir, packedFile)
	if p, ok := readPacked(path, key); ok {
		return p, nil
	}
	p, err := enumerate(key, folder)
	if err != nil {
		return packed{}, err
	}
	writePacked(path, &p)
	return p, nil
}

// enumerated is what this process enumerated last: one that opens several folders,
// as tests do, spends the time once.
var enumerated struct {
	sync.Mutex
	packed
}

func enumerate(key [32]byte, folder fs.FS) (packed, error) {
	enumerated.Lock()
	defer enumerated.Unlock()
	if enumerated.Parts != nil && enumerated.Key == key {
		return enumerated.packed, nil
	}
	built, err := buildFolder(folder)
	if err != nil {
		return packed{}, err
	}
	sounds, err := recorded()
	if err != nil {
		return packed{}, err
	}
	tablet, err := squeeze(built.TabletJSON())
	if err != nil {
		return packed{}, err
	}
	enumerated.packed = packed{
		Key: key, Catalogue: built.Catalogue.AppendBinary(nil), Tablet: tablet, Parts: built.TabletParts(sounds...), Languages: built.Pack.Languages, Clips: built.Clips(),
	}
	return enumerated.packed, nil
}

// squeeze compresses quickly, because a first start waits for it.
func squeeze(body []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err == nil {
		_, err = z.Write(body)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("pack content: %w", err)
	}
	return bytes.Clone(b.Bytes()), nil
}

// tablet returns the compiled pack as JSON.
func (p *packed) tablet() ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(p.Tablet))
	if err != nil {
		return nil, fmt.Errorf("unpack content: %w", err)
	}
	whole, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("unpack content: %w", err)
	}
	return whole, nil
}

// recorded reads what the build rendered or took from recordings; none is no fault.
func recorded() (sounds []curriculum.Sound, err error) {
	folder, err := content.Sound()
	if err != nil {
		return nil, fmt.Errorf("open sound: %w", err)
	}
	files, err := fs.Glob(folder, "*.json.gz")
	if err != nil {
		return nil, fmt.Errorf("list sound: %w", err)
	}
	for _, name := range files {
		body, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("read sound: %w", err)
		}
		sound, err := curriculum.DecodeSound(body)
		if err != nil {
			return nil, fmt.Errorf("read sound %s: %w", name, err)
		}
		sounds = append(sounds, sound)
	}
	return sounds, nil
}

// packedKey names sources and program; a program that cannot say which one it is
// gets a key that no file has.
func packedKey(folder fs.FS) (key [32]byte, err error) {
	h := sha256.New()
	err = fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(folder, name)
		_, _ = fmt.Fprintf(h, "%s %d\n%s", name, len(body), body) // a hash never fails to write
		return err
	})
	if err != nil {
		return key, fmt.Errorf("read content: %w", err)
	}
	program, err := os.Executable()
	if err != nil {
		return key, fmt.Errorf("find this program: %w", err)
	}
	info, err := os.Stat(program)
	if err != nil {
		return key, fmt.Errorf("find this program: %w", err)
	}
	_, _ = fmt.Fprintf(h, "%s %d %d", version, info.Size(), info.ModTime().UnixNano())
	return [32]byte(h.Sum(nil)), nil
}

// readPacked refuses a file that is not whole, or of another program.
func readPacked(path string, key [32]byte) (p packed, ok bool) {
	raw, err := os.ReadFile(path)
	if err != nil || len(raw) < sha256.Size {
		return p, false
	}
	body, sum := raw[:len(raw)-sha256.Size], raw[len(raw)-sha256.Size:]
	if got := sha256.Sum256(body); !bytes.Equal(got[:], sum) {
		return p, false
	}
	if err := gob.NewDecoder(bytes.NewReader(body)).Decode(&p); err != nil {
		return p, false
	}
	return p, p.Key == key
}

// writePacked leaves no file when it cannot write one: the hub runs without.
func writePacked(path string, p *packed) {
	var b bytes.Buffer
	if gob.NewEncoder(&b).Encode(p) != nil {
		return
	}
	sum := sha256.Sum256(b.Bytes())
	part := path + ".part"
	if os.WriteFile(part, append(b.Bytes(), sum[:]...), 0o600) != nil || os.Rename(part, path) != nil {
		_ = os.Remove(part)
	}
}
