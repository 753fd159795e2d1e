package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"sync"
	"time"
)

// shape is what a link is like.
type shape struct {
	bytesPerSecond int64 // each way
	roundTrip      time.Duration
	cut            time.Duration // how often all connections break, 0 for never
	random, silent bool
	hybrid         bool
	seed           uint64
}

const (
	socketBuffer = 64 << 10
	packet       = 1400 // bytes of a packet's content
	packetHead   = 40   // of TCP and IP, and of an acknowledgement
)

// network is the link between one hub and one cloud: two directions that each carry
// one packet at a time, for all connections together. It is the cloud's
// net.Listener and the hub's dialler.
type network struct {
	shape
	rand     *rand.Rand
	once     sync.Once
	accept   chan net.Conn
	closed   chan struct{}
	up, down direction

	mu          sync.Mutex
	open        map[*cable]bool
	dials, cuts int
	met         bool // a handshake went to its end, so that the next one resumes
}

// direction is one way of the link.
type direction struct {
	mu             sync.Mutex
	free           time.Time // when the last packet taken will have left
	bytes, packets int64
}

func newNetwork(s shape) *network {
	return &network{
		shape: s, rand: rand.New(rand.NewPCG(s.seed, 0)), accept: make(chan net.Conn), closed: make(chan struct{}), open: map[*cable]bool{},
	}
}

// send takes a packet of n bytes and returns when its last byte will have left.
func (d *direction) send(n int, rate int64) time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	if now := time.Now(); d.free.Before(now) {
		d.free = now
	}
	d.bytes += int64(n)
	d.packets++
	d.free = d.free.Add(time.Duration(int64(n) * int64(time.Second) / rate))
	return d.free
}

// cable is one connection: two ends and what carries bytes between them.
type cable struct {
	cut  chan struct{}
	once sync.Once
}

func (c *cable) sever() { c.once.Do(func() { close(c.cut) }) }

// Dial opens a connection as a hub would: TCP's and TLS's round trips included.
func (n *network) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	c := &cable{cut: make(chan struct{})}
	n.mu.Lock()
	n.open[c] = true
	n.dials++
	table := handshakeOf(n.hybrid, n.met)
	n.mu.Unlock()
	hub, hubFar := net.Pipe()
	cloud, cloudFar := net.Pipe()
	go n.watch(c, hubFar, cloudFar)
	if !pause(time.Now().Add(n.roundTrip), c.cut, ctx.Done()) {
		c.sever()
		return nil, errCut
	}
	var ways sync.WaitGroup
	ways.Go(func() { n.carry(c, hubFar, cloudFar, &n.up) })
	ways.Go(func() { n.carry(c, cloudFar, hubFar, &n.down) })
	go func() {
		ways.Wait()
		c.sever()
	}()
	select {
	case n.accept <- &disguised{Conn: cloud, table: table, server: true}:
	case <-n.closed:
		c.sever()
		return nil, net.ErrClosed
	case <-c.cut:
		return nil, errCut
	}
	d := &disguised{Conn: hub, table: table}
	if err := d.handshake(); err != nil {
		_ = d.Close()
		return nil, err
	}
	n.mu.Lock()
	n.met = true
	n.mu.Unlock()
	return d, nil
}

// watch closes what is left of a connection once it is cut.
func (n *network) watch(c *cable, ends ...net.Conn) {
	select {
	case <-c.cut:
	case <-n.closed:
	}
	if n.silent { // nobody is told; the ends find out by their own patience
		<-n.closed
	}
	for _, end := range ends {
		_ = end.Close()
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.open, c)
}

// parcel is a packet under way.
type parcel struct {
	data   []byte
	arrive time.Time
}

// carry brings bytes from one end to the other until either is closed.
func (n *network) carry(c *cable, from, to net.Conn, d *direction) {
	parcels := make(chan parcel, 1<<12)
	var delivery sync.WaitGroup
	delivery.Go(func() {
		defer to.Close() //nolint:errcheck // a pipe
		for p := range parcels {
			if !pause(p.arrive, c.cut, n.closed) {
				return
			}
			if _, err := to.Write(p.data); err != nil {
				return
			}
		}
	})
	packets := buffered(from)
	defer func() {
		go func() {
			for range packets { // until from is closed
			}
		}()
	}()
	for data := range packets {
		left := d.send(len(data), n.bytesPerSecond)
		if !pause(left, c.cut, n.closed) {
			break
		}
		parcels <- parcel{data, left.Add(n.roundTrip / 2)}
	}
	close(parcels)
	delivery.Wait()
}

// buffered takes what is written to the other end of from as a kernel does: up to a
// bound at once, in packets. The channel is closed when the other end is; what nobody
// takes any more is dropped.
func buffered(from net.Conn) <-chan []byte {
	packets := make(chan []byte, socketBuffer/packet)
	go func() {
		defer close(packets)
		for buffer := make([]byte, packet); ; {
			size, err := from.Read(buffer)
			if size > 0 {
				packets <- append([]byte(nil), buffer[:size]...)
			}
			if err != nil {
				return
			}
		}
	}()
	return packets
}

// pause waits until then and reports whether neither channel was closed before.
func pause(then time.Time, one, other <-chan struct{}) bool {
	timer := time.NewTimer(time.Until(then))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-one:
	case <-other:
	}
	return false
}

var errCut = errors.New("the link was cut")

// cutting breaks all connections now and then until the network is closed.
func (n *network) cutting() {
	for n.cut > 0 {
		gap := n.cut
		if n.random {
			gap = time.Duration(n.rand.ExpFloat64() * float64(n.cut))
		}
		if !pause(time.Now().Add(gap), n.closed, nil) {
			return
		}
		n.mu.Lock()
		for c := range n.open {
			c.sever()
		}
		n.cuts++
		n.mu.Unlock()
	}
}

// Accept implements net.Listener.
func (n *network) Accept() (net.Conn, error) {
	select {
	case conn := <-n.accept:
		return conn, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener: everything that still moves ends.
func (n *network) Close() error {
	n.once.Do(func() { close(n.closed) })
	return nil
}

// Addr implements net.Listener.
func (n *network) Addr() net.Addr { return &net.UnixAddr{Name: "link", Net: "virtual"} }
