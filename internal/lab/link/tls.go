package main

import (
	"io"
	"net"
	"sync"
	"time"
)

// Bytes of TLS 1.3 as crypto/tls of Go 1.26 sends it, a server certificate and its
// issuer of P-256 each; TestTLS_Table measures them again. Public chains are longer
// by 1 to 3 KB in the first flight of the server.
type tlsTable struct {
	clientHello    int // up
	serverFlight   int // down: hello, certificates, their signature, finished
	clientFinished int // up, with the first data
	ticket         int // down, behind the handshake
}

const (
	recordLimit  = 16 << 10
	recordHeader = 5
	recordTag    = 17 // content type and authentication tag
	// crypto/tls begins a connection with records of one packet and grows them.
	recordFirst = 1208 - recordHeader - recordTag
	recordGrown = 128 << 10 // bytes after which records are as large as they may be
)

var (
	fullX25519  = tlsTable{clientHello: 302, serverFlight: 1179, clientFinished: 64, ticket: 170}
	againX25519 = tlsTable{clientHello: 454, serverFlight: 214, clientFinished: 64, ticket: 170}
	fullHybrid  = tlsTable{clientHello: 1524, serverFlight: 2265, clientFinished: 64, ticket: 170}
	againHybrid = tlsTable{clientHello: 1676, serverFlight: 1302, clientFinished: 64, ticket: 170}
)

func handshakeOf(hybrid, again bool) tlsTable {
	switch {
	case hybrid && again:
		return againHybrid
	case hybrid:
		return fullHybrid
	case again:
		return againX25519
	}
	return fullX25519
}

// handshakeTime is how long package net/http lets a client of our server take.
const handshakeTime = 5 * time.Second

// disguised is a connection that carries as many bytes as TLS would, and waits for
// them as TLS would; nothing is secret.
type disguised struct {
	net.Conn
	table   tlsTable
	server  bool
	shake   sync.Once
	err     error
	writing sync.Mutex
	records int // written, and their bytes
	written int
	raw     [4096]byte
	have    []byte // of raw
	head    []byte // of a record, so far
	plain   []byte // of whole records, not read yet
}

// handshake exchanges the flights of the table, once.
func (d *disguised) handshake() error {
	d.shake.Do(func() {
		if !d.server {
			if _, d.err = d.Conn.Write(make([]byte, d.table.clientHello)); d.err == nil {
				_, d.err = io.ReadFull(d.Conn, make([]byte, d.table.serverFlight))
			}
			if d.err == nil {
				_, d.err = d.Conn.Write(make([]byte, d.table.clientFinished))
			}
			return
		}
		_ = d.SetDeadline(time.Now().Add(handshakeTime))
		if _, d.err = io.ReadFull(d.Conn, make([]byte, d.table.clientHello)); d.err == nil {
			_, d.err = d.Conn.Write(make([]byte, d.table.serverFlight))
		}
		if d.err == nil {
			_, d.err = io.ReadFull(d.Conn, make([]byte, d.table.clientFinished))
		}
		if d.err == nil {
			_ = d.SetDeadline(time.Time{})
			d.err = d.record(nil, d.table.ticket-recordHeader-recordTag)
		}
	})
	return d.err
}

// record writes a record of b, or of n bytes that the reader drops.
func (d *disguised) record(b []byte, dropped int) error {
	size := len(b) + dropped
	out := make([]byte, recordHeader, recordHeader+size+recordTag)
	if dropped > 0 {
		out[0] = 1
	}
	out[3], out[4] = byte(size>>8), byte(size)
	out = append(append(out, b...), make([]byte, dropped+recordTag)...)
	_, err := d.Conn.Write(out)
	return err
}

// Write sends b in records.
func (d *disguised) Write(b []byte) (int, error) {
	if err := d.handshake(); err != nil {
		return 0, err
	}
	d.writing.Lock()
	defer d.writing.Unlock()
	sent := 0
	for len(b) > 0 {
		n := min(len(b), recordLimit)
		if d.written < recordGrown {
			n = min(n, recordFirst*(d.records+1))
		}
		if err := d.record(b[:n], 0); err != nil {
			return sent, err
		}
		d.records, d.written = d.records+1, d.written+n
		b, sent = b[n:], sent+n
	}
	return sent, nil
}

// Read returns what came, records' frames apart. A deadline in the middle of a
// record loses nothing.
func (d *disguised) Read(b []byte) (int, error) {
	if err := d.handshake(); err != nil {
		return 0, err
	}
	for {
		if n := d.unwrap(b); n > 0 || len(b) == 0 {
			return n, nil
		}
		n, err := d.Conn.Read(d.raw[:])
		d.have = d.raw[:n]
		if err != nil && n == 0 {
			return 0, err
		}
	}
}

// unwrap moves payload of whole records to b: of one that broke off nothing can be
// believed.
func (d *disguised) unwrap(b []byte) int {
	for len(d.plain) == 0 && len(d.have) > 0 {
		need := recordHeader
		if len(d.head) >= recordHeader {
			need += int(d.head[3])<<8 | int(d.head[4]) + recordTag
		}
		n := min(need-len(d.head), len(d.have))
		d.head, d.have = append(d.head, d.have[:n]...), d.have[n:]
		if len(d.head) < need || need == recordHeader {
			continue
		}
		if d.head[0] == 0 {
			d.plain = d.head[recordHeader : need-recordTag]
		}
		d.head = nil
	}
	n := copy(b, d.plain)
	d.plain = d.plain[n:]
	return n
}
