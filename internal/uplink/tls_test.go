package uplink_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"net/http/httptest"
	"testing"
	"time"

	"darasa/internal/cloudapi/cloudtest"
	"darasa/internal/school"
	"darasa/internal/sqlite/sqlitetest"
	"darasa/internal/uplink"
)

// certificate is a server's own, for 127.0.0.1 unless host says otherwise.
func certificate(t *testing.T, from, to time.Time, host string) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "cloud"}, NotBefore: from, NotAfter: to,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	if host == "" {
		template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
	} else {
		template.DNSNames = []string{host}
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, pool
}

// A hub whose clock stands in 1970 reaches its cloud over TLS and learns the time; what
// is wrong with a certificate by the time it knows stays wrong.
func TestTLS_ByTheBestKnownTime(t *testing.T) {
	p := newPlace(t)
	p.teach(t, sqlitetest.Lesson(2, 10))
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	year := 365 * 24 * time.Hour
	born, dies := now.Add(-year/4), now.Add(year/4)
	epoch := time.Unix(0, 0)
	tests := []struct {
		name     string
		from, to time.Time
		host     string
		known    time.Time
		trusted  bool
		stranger bool // another authority than ours issued it
		ok       bool
	}{
		{name: "GoodAndTimeKnown", from: born, to: dies, known: now, trusted: true, ok: true},
		{name: "PiIn1970", from: born, to: dies, known: epoch, ok: true},
		{name: "PiMonthsBehind", from: born, to: dies, known: now.Add(-year / 2), ok: true},
		{name: "UnbornAndTimeKnown", from: now.Add(time.Hour), to: dies, known: now, trusted: true},
		{name: "ExpiredAndTimeKnown", from: born, to: now.Add(-time.Hour), known: now, trusted: true},
		{name: "ExpiredByAFloorNobodyTold", from: born, to: now.Add(-time.Hour), known: now},
		{name: "ClockIn2090", from: born, to: dies, known: now.Add(64 * year)},
		{name: "WrongHost", from: born, to: dies, host: "other.example", known: epoch},
		{name: "StrangersIn1970", from: born, to: dies, known: epoch, stranger: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			own, roots := certificate(t, tt.from, tt.to, tt.host)
			if tt.stranger {
				_, roots = certificate(t, tt.from, tt.to, tt.host)
			}
			server := httptest.NewUnstartedServer(cloudtest.API(p.cloud, &cloudtest.Clock{}))
			server.TLS = &tls.Config{Certificates: []tls.Certificate{own}}
			server.StartTLS()
			defer server.Close()
			config := p.config(server.URL)
			config.TLS = &tls.Config{RootCAs: roots}
			config.Calendar = func() (time.Time, bool) { return tt.known, tt.trusted }
			c, err := uplink.New(config)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			r, err := c.Exchange(context.Background(), p.shelf(), budget)
			switch {
			case tt.ok && (err != nil || r.PeerTime != cloudtest.Start):
				t.Errorf("refused: %v, %+v", err, r)
			case !tt.ok && (school.ErrorCode(err) != school.CodeUnavailable || r.Receipted > 0 || r.PeerTime != 0):
				t.Errorf("believed: %v, %+v", err, r)
			}
		})
	}
}
