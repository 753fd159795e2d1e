package stick_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"darasa/internal/stick"
)

// fat is a stick as shops sell it: the FAT of a real image, in a loop file by the
// kernel's vfat, or by FUSE where the kernel has none.
type fat struct {
	t             *testing.T
	image, folder string
	kernel        bool
}

const fatSize = 8 << 20

var errEndless = errors.New("twice its size is on the stick")

// newFAT makes an empty one, or says why there is none here.
func newFAT(t *testing.T) *fat {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("sticks with vfat: only root may mount one")
	}
	dir := t.TempDir()
	f := &fat{t: t, image: filepath.Join(dir, "stick.img"), folder: filepath.Join(dir, "stick")}
	if err := os.WriteFile(f.image, make([]byte, fatSize), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(f.folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mkfs.vfat", f.image).CombinedOutput(); err != nil {
		t.Skipf("sticks with vfat: mkfs.vfat does not work here: %v %s", err, out)
	}
	t.Cleanup(f.pull)
	kernel, err := exec.Command("mount", "-t", "vfat", "-o", "loop", f.image, f.folder).CombinedOutput()
	if f.kernel = err == nil; f.kernel {
		return f
	}
	if out, err := exec.Command("fusefat", "-o", "rw+", f.image, f.folder).CombinedOutput(); err != nil {
		t.Skipf("sticks with vfat: neither the kernel nor FUSE mounts one here: %s; %v %s", strings.TrimSpace(string(kernel)), err, out)
	}
	return f
}

// pull takes the stick out without asking.
func (f *fat) pull() { _ = exec.Command("umount", "-l", f.folder).Run() }

// again pulls the stick, puts an image on it and plugs it in.
func (f *fat) again(image []byte) {
	f.t.Helper()
	f.pull()
	f.image += "'" // whoever served the last one may not have let go of it yet
	if err := os.WriteFile(f.image, image, 0o600); err != nil {
		f.t.Fatal(err)
	}
	args := []string{"fusefat", "-o", "rw+", f.image, f.folder}
	if f.kernel {
		args = []string{"mount", "-t", "vfat", "-o", "loop", f.image, f.folder}
	}
	var out []byte
	err := error(syscall.EBUSY)
	for range 200 {
		if out, err = exec.Command(args[0], args[1:]...).CombinedOutput(); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	f.t.Fatalf("plug the stick in again: %v %s", err, out)
}

// now is what is on the stick at this moment, as a reader elsewhere would see it.
func (f *fat) now(flushed bool) []byte {
	f.t.Helper()
	if flushed {
		if out, err := exec.Command("sync", "-f", f.folder).CombinedOutput(); err != nil {
			f.t.Fatalf("sync: %v %s", err, out)
		}
	}
	image, err := os.ReadFile(f.image)
	if err != nil {
		f.t.Fatal(err)
	}
	return image
}

func fatParts(n int) []string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = strings.Repeat(fmt.Sprintf("part %d; ", i), 3000)
	}
	return parts
}

// whole reads every bundle on the stick; each must be whole.
func (f *fat) whole() [][]string {
	f.t.Helper()
	names, halves, err := stick.Find(f.folder)
	if err != nil || len(halves) > 1 {
		f.t.Fatalf("%v and halves %v on the stick, %v", names, halves, err)
	}
	var all [][]string
	for _, name := range names {
		var parts []string
		err := stick.ReadFile(name, identity(2), limit, func(part []byte) error {
			parts = append(parts, string(part))
			return nil
		})
		if err != nil {
			f.t.Errorf("%s has a whole one's name: %v", filepath.Base(name), err)
		}
		all = append(all, parts)
	}
	return all
}

// TestVFAT_PulledAnywhere pulls the stick at every part of a bundle and right after
// it. The bundle before is there until the new one is, no half has a whole one's
// name, and whoever plugs the stick in again can write on it.
func TestVFAT_PulledAnywhere(t *testing.T) {
	f := newFAT(t)
	older, newer := fatParts(3), fatParts(9)
	put(t, f.folder, 1, older...)
	pulled := map[string][]byte{"before": f.now(true)}
	_, err := stick.Write(f.folder, id(1), id(2), public(2), [8]byte{2}, func(put func([]byte) error) error {
		for i, p := range newer {
			if err := put([]byte(p)); err != nil {
				return err
			}
			pulled[fmt.Sprintf("at part %d", i)] = f.now(i%2 == 1)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	pulled["after"] = f.now(false)
	for name, image := range pulled {
		f.again(image)
		want := older
		if name == "after" {
			want = newer
		}
		got := f.whole()
		if !slices.ContainsFunc(got, func(parts []string) bool { return slices.Equal(parts, want) }) {
			t.Errorf("pulled %s: of %d bundles none is the one of %d parts", name, len(got), len(want))
		}
		put(t, f.folder, 3, "later")
		f.again(f.now(true))
		if got := f.whole(); len(got) != 1 || !slices.Equal(got[0], []string{"later"}) {
			t.Errorf("pulled %s and used again: %d bundles", name, len(got))
		}
	}
}

// TestVFAT_Full leaves a full stick as it was.
func TestVFAT_Full(t *testing.T) {
	f := newFAT(t)
	older := fatParts(3)
	put(t, f.folder, 1, older...)
	piece := make([]byte, limit/2)
	_, err := stick.Write(f.folder, id(1), id(2), public(2), [8]byte{2}, func(put func([]byte) error) error {
		for range 2 * fatSize / len(piece) {
			if err := put(piece); err != nil {
				return err
			}
		}
		return errEndless
	})
	if err == nil || errors.Is(err, errEndless) {
		t.Errorf("a full stick says %v", err)
	}
	f.again(f.now(true))
	if got := f.whole(); len(got) != 1 || !slices.Equal(got[0], older) {
		t.Errorf("of the bundle before %d are left", len(got))
	}
}
