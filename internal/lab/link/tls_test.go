package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"sync/atomic"
	"testing"
	"time"
)

// chain is a server's certificate and its issuer's, both of P-256.
func chain(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	issue := func(name string, parent *x509.Certificate, signer *ecdsa.PrivateKey) ([]byte, *x509.Certificate, *ecdsa.PrivateKey) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		template := &x509.Certificate{
			SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: []string{"cloud.example.org"},
			NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: parent == nil, BasicConstraintsValid: true,
			KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		}
		if parent == nil {
			parent, signer = template, key
		}
		raw, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := x509.ParseCertificate(raw)
		if err != nil {
			t.Fatal(err)
		}
		return raw, parsed, key
	}
	rootRaw, root, rootKey := issue("Example issuing authority", nil, nil)
	raw, _, key := issue("cloud.example.org", root, rootKey)
	pool := x509.NewCertPool()
	pool.AddCert(root)
	return tls.Certificate{Certificate: [][]byte{raw, rootRaw}, PrivateKey: key}, pool
}

// tallied counts what is written to a connection.
type tallied struct {
	net.Conn
	bytes atomic.Int64
}

func (c *tallied) Write(b []byte) (int, error) {
	c.bytes.Add(int64(len(b)))
	return c.Conn.Write(b)
}

// shake does one handshake and a byte each way, and returns what each side wrote
// beyond the records of those bytes.
func shake(t *testing.T, client, server *tls.Config) (up, down int64, again bool) {
	t.Helper()
	near, far := net.Pipe()
	c, s := &tallied{Conn: near}, &tallied{Conn: far}
	done := make(chan error, 1)
	go func() {
		conn := tls.Server(s, server)
		b := make([]byte, 1)
		_, err := io.ReadFull(conn, b)
		if err == nil {
			_, err = conn.Write(b)
		}
		done <- err
	}()
	conn := tls.Client(c, client)
	if _, err := conn.Write([]byte{1}); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	again = conn.ConnectionState().DidResume
	const record = recordHeader + recordTag + 1
	return c.bytes.Load() - record, s.bytes.Load() - record, again
}

func TestTLS_Table(t *testing.T) {
	certificate, pool := chain(t)
	for name, curves := range map[string][]tls.CurveID{"X25519": {tls.X25519}, "hybrid": {tls.X25519MLKEM768, tls.X25519}} {
		client := &tls.Config{
			RootCAs: pool, ServerName: "cloud.example.org", CurvePreferences: curves, ClientSessionCache: tls.NewLRUClientSessionCache(2),
			NextProtos: []string{"http/1.1"},
		}
		server := &tls.Config{Certificates: []tls.Certificate{certificate}, NextProtos: []string{"http/1.1"}}
		for _, again := range []bool{false, true} {
			up, down, resumed := shake(t, client, server)
			if resumed != again {
				t.Fatalf("%s: resumed = %t, want %t", name, resumed, again)
			}
			table := handshakeOf(name == "hybrid", again)
			t.Logf("%s, resumed %t: %d up, %d down", name, again, up, down)
			wantUp, wantDown := int64(table.clientHello+table.clientFinished), int64(table.serverFlight+table.ticket)
			if off(up, wantUp) || off(down, wantDown) {
				t.Errorf("%s, resumed %t: %d and %d bytes, the table says %d and %d", name, again, up, down, wantUp, wantDown)
			}
		}
	}
}

// off allows what signatures and names of certificates vary by.
func off(got, want int64) bool { return got > want+24 || got < want-24 }
