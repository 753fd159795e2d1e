package main_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

var (
	ext4Cuts = flag.Int("ext4-cuts", 100, "how often the power is cut under a hub on ext4")
	figures  = flag.Bool("figures", false, "print figures as a line of JSON")
)

// Of linux/ext4: the file system stops at once, and what its journal has not
// written is gone, as when the power goes.
const (
	ext4Shutdown  = 0x8004587d // EXT4_IOC_SHUTDOWN
	noFlushOfLog  = 2          // EXT4_GOING_FLAGS_NOLOGFLUSH
	imageSize     = 256 << 20
	lessonPerCut  = 60 * time.Millisecond
	lateCut       = 3 // of ten: much is written after the line, and next to nothing before the cut that follows
	mountPatience = 2 * time.Minute
)

// TestPowerCut_Ext4 cuts the power under the real hub: a real ext4 on a loop file,
// shut down in mid-lesson without a flush of its journal, mounted again, and the hub
// started on what is left. What a tablet was promised before the cut must be there.
func TestPowerCut_Ext4(t *testing.T) {
	if testing.Short() {
		t.Skip("short: no power cuts on ext4")
	}
	if os.Geteuid() != 0 {
		t.Skip("power cuts on ext4: only root may mount a loop file")
	}
	d := newLoopDisk(t)
	path := built(t, "hub")
	cmd, url := launch(t, path, d.data(), "127.0.0.1:0")
	class, _ := readDemo(t, d.data())
	tablets := make([]*tablet, len(class.Learners))
	for i, l := range class.Learners {
		tablets[i] = enrol(t, url, class.Token, l.ID, l.Pictures)
		tablets[i].address = &atomic.Value{}
	}
	total, begin := 0, time.Now()
	for cut := range *ext4Cuts {
		stop := answerAt(tablets, url)
		time.Sleep(lessonBefore(cut))
		line := make([]uint64, len(tablets)) // fixed before the cut: what comes later was not promised
		for i, tab := range tablets {
			line[i] = tab.acked.Load()
		}
		if cut%10 == lateCut {
			time.Sleep(lessonPerCut)
		}
		d.cut()
		stop()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		d.remount()
		for i, tab := range tablets {
			tab.acked.Store(line[i])
		}
		cmd, url = launch(t, path, d.data(), "127.0.0.1:0")
		total = verify(t, url, class, tablets, cut)
	}
	notRepaired(t, d.data())
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if total < *ext4Cuts {
		t.Errorf("only %d answers were acknowledged in %d cuts", total, *ext4Cuts)
	}
	t.Logf("%d cuts in %.0f s, %d acknowledged answers, 0 lost: with 95 %% confidence fewer than 3 in %d cuts", *ext4Cuts, time.Since(begin).Seconds(), total, *ext4Cuts)
	if *figures {
		fmt.Printf("{\"cuts\": %d, \"acknowledged\": %d, \"lost\": 0, \"rate_below\": %.3g}\n", *ext4Cuts, total, 3/float64(*ext4Cuts))
	}
}

func lessonBefore(cut int) time.Duration {
	if cut%10 == lateCut+1 {
		return 0
	}
	return lessonPerCut + time.Duration(cut*13%60)*time.Millisecond
}

// answerAt lets every tablet go on behind its last promise until stop.
func answerAt(tablets []*tablet, url string) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for _, tab := range tablets {
		tab.address.Store(url)
		wg.Go(func() { tab.answerFrom(ctx, tab.acked.Load()+1) })
	}
	return func() { cancel(); wg.Wait() }
}

// loopDisk is an ext4 in a file.
type loopDisk struct {
	t            *testing.T
	image, mount string
}

func newLoopDisk(t *testing.T) *loopDisk {
	t.Helper()
	dir := t.TempDir()
	d := &loopDisk{t: t, image: filepath.Join(dir, "disk.img"), mount: filepath.Join(dir, "disk")}
	if err := os.Mkdir(d.mount, 0o700); err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(d.image)
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Truncate(imageSize); err != nil {
		t.Fatal(err)
	}
	_ = file.Close()
	for _, args := range append([][]string{{"mkfs.ext4", "-q", "-F", d.image}}, d.mounting()...) {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Skipf("power cuts on ext4: %s does not work here: %v %s", args[0], err, strings.TrimSpace(string(out)))
		}
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", d.mount).Run() })
	return d
}

func (d *loopDisk) data() string { return filepath.Join(d.mount, "hub") }

func (d *loopDisk) cut() {
	d.t.Helper()
	root, err := os.Open(d.mount)
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = root.Close() }()
	flags := uint32(noFlushOfLog)
	if err := shutdown(root.Fd(), &flags); err != nil {
		d.t.Fatalf("shut the file system down: %v", err)
	}
}

// mounting are the commands that mount the disk. It is shared, so that a copy of it in
// another test's namespace goes when it does and does not keep the old one alive.
func (d *loopDisk) mounting() [][]string {
	return [][]string{{"mount", "-o", "loop", d.image, d.mount}, {"mount", "--make-shared", d.mount}}
}

// remount lets the journal replay what the disk has, as the next boot does. While
// somebody still has the old one open, mounting gives just that one again.
func (d *loopDisk) remount() {
	d.t.Helper()
	end := time.Now().Add(mountPatience)
	for {
		for _, args := range append([][]string{{"umount", d.mount}}, d.mounting()...) {
			var out []byte
			err := error(syscall.EBUSY)
			for err != nil && time.Now().Before(end) {
				if out, err = exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
					time.Sleep(20 * time.Millisecond)
				}
			}
			if err != nil {
				d.t.Fatalf("%s: %v %s", args[0], err, out)
			}
		}
		probe := filepath.Join(d.mount, "probe")
		err := os.WriteFile(probe, nil, 0o600)
		if err == nil {
			_ = os.Remove(probe)
			return
		}
		if time.Now().After(end) {
			d.t.Fatalf("the disk stays as it was cut: %v", err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}
