package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"darasa/internal/cloudapi/cloudtest"
	"darasa/internal/crdt"
	"darasa/internal/replication"
	"darasa/internal/school"
	"darasa/internal/wire"
)

// process is the program as a process of its own.
type process struct {
	*exec.Cmd
	url string
}

func start(t *testing.T, dir string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(os.Args[0], "serve", "--data", dir, "--listen", "127.0.0.1:0")}
	p.Env = append(os.Environ(), "DARASA_TEST_CLOUDSYNC=1")
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Process.Kill(); _ = p.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal("the process is not ready")
	}
	p.url = strings.TrimSpace(strings.TrimPrefix(line, "ready "))
	return p
}

// Hubs bring segments while the process is ended, kindly and unkindly. What was
// acknowledged with a signed receipt is there after the restart; the rest can be
// sent again and counts once.
func TestSignals_LoseNothingAcknowledged(t *testing.T) {
	for name, signal := range map[string]syscall.Signal{"SIGTERM": syscall.SIGTERM, "SIGKILL": syscall.SIGKILL} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			codes := []string{mustRun(t, "school", "add", "A", "--data", dir), mustRun(t, "school", "add", "B", "--data", dir)}
			const segments, each = 60, 10
			var hubs []*sender
			p := start(t, dir)
			for i, code := range codes {
				n := byte(i + 1)
				_, e := enroll(t, &booted{url: p.url}, code, n)
				s := &sender{cutter: cloudtest.NewCutter(n, 1), token: e.Token, cloud: e.Cloud, acked: map[[32]byte]bool{}}
				for j := range segments {
					s.bodies = append(s.bodies, s.cutter.MustCut(t, cloudtest.Answers(s.cutter.Hub, 1, byte(j), uint64(j*each+1), each)).Bytes)
				}
				hubs = append(hubs, s)
			}
			rounds, most := 0, 20
			if testing.Short() {
				most = 4
			}
			for round := 0; round < most && (len(hubs[0].acked) < segments || len(hubs[1].acked) < segments); round++ {
				rounds++
				var wg sync.WaitGroup
				for _, s := range hubs {
					wg.Go(func() { s.push(p.url) })
				}
				time.Sleep(time.Duration(15+round*13) * time.Millisecond)
				if err := p.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				err := p.Wait()
				if signal == syscall.SIGTERM && err != nil {
					t.Fatalf("SIGTERM: %v, want exit 0", err)
				}
				wg.Wait()
				p = start(t, dir)
				for i, s := range hubs {
					s.check(t, p.url, i)
				}
			}
			for i, s := range hubs {
				s.push(p.url)
				s.check(t, p.url, i)
				if len(s.acked) != segments {
					t.Errorf("hub %d: %d of %d acknowledged in the end", i, len(s.acked), segments)
				}
			}
			t.Logf("%d ends by %s under load, 0 acknowledged segments lost", rounds, name)
			if rounds < 2 {
				t.Error("the process was hardly ended; the test proves little")
			}
			if got := attempts(t, dir); got != 2*segments*each {
				t.Errorf("%d attempts, want %d", got, 2*segments*each)
			}
		})
	}
}

// sender puts segments one after another and remembers what was receipted.
type sender struct {
	cutter *cloudtest.Cutter
	token  string
	cloud  replication.Peer
	bodies [][]byte
	acked  map[[32]byte]bool
	held   crdt.Ranges
}

func (s *sender) push(url string) {
	for _, body := range s.bodies {
		hash := segmentHash(body)
		if s.acked[hash] {
			continue
		}
		answer, err := s.do(http.MethodPut, url+"/v1/segments/"+hex.EncodeToString(hash[:]), body)
		if err != nil {
			return
		}
		receipt, _, err := replication.DecodeReceipt(answer)
		if err != nil || !receipt.Verify(s.cloud.Key) {
			return
		}
		s.acked[hash] = true
		s.held = s.held.Union(receipt.Numbers)
	}
}

func (s *sender) do(method, address string, body []byte) ([]byte, error) {
	request, err := http.NewRequest(method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+s.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	return io.ReadAll(response.Body)
}

// check asks the restarted cloud what it holds.
func (s *sender) check(t *testing.T, url string, hub int) {
	t.Helper()
	hello := replication.Hello{Peer: s.cutter.Hub, Full: true, Heads: []replication.Head{{
		SegmentStream: replication.SegmentStream{Hub: s.cutter.Hub, Epoch: 1, Audience: school.AudienceMinistry},
	}}}
	body, err := s.do(http.MethodPost, url+"/v1/exchange", hello.AppendBinary(nil))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := replication.DecodeAnswer(body)
	if err != nil || !answer.Verify(hello.Nonce, s.cloud.Key) {
		t.Fatalf("hub %d: %v: %s", hub, err, body)
	}
	var holds crdt.Ranges
	for _, receipt := range answer.Receipts {
		holds = holds.Union(receipt.Numbers)
	}
	if lost := s.held.Subtract(holds); len(lost) > 0 {
		t.Fatalf("hub %d: segments %s were acknowledged and are lost", hub, lost)
	}
}

func segmentHash(body []byte) [32]byte {
	hash, err := wire.Hash(body)
	if err != nil {
		panic(err)
	}
	return hash
}
