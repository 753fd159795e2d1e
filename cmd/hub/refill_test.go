package main_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestRefill_FromATabletsArchive loses the hub's database and keeps its identity:
// the tablet enrols again under its old number, is asked for what it still holds,
// and the hub counts every answer once.
func TestRefill_FromATabletsArchive(t *testing.T) {
	dir := t.TempDir()
	r := boot(t, dir, "--demo", "2")
	class, _ := readDemo(t, dir)
	enrol(t, r.url, class.Token, class.Learners[1].ID, class.Learners[1].Pictures) // so that numbers differ
	tab := enrol(t, r.url, class.Token, class.Learners[0].ID, class.Learners[0].Pictures)
	var ops []string
	for seq := range uint64(30) {
		ops = append(ops, tab.attempt(seq+1))
	}
	var ack struct {
		Durable, Want [][2]uint64
		Held          []struct{ Reason string }
	}
	tab.must(t, "POST", "/ops", tab.batch(ops...), &ack)
	r.stop()
	lost, err := filepath.Glob(filepath.Join(dir, "hub.db*"))
	if err != nil || len(lost) == 0 {
		t.Fatal(lost, err)
	}
	for _, file := range lost {
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	again := boot(t, dir)
	tab.url = again.url
	if status, _, _ := tab.do("POST", "/ops", tab.batch()); status != http.StatusUnauthorized {
		t.Fatalf("the empty hub answered %d", status)
	}
	secret := tab.bearer
	var enrolled struct {
		Number uint32
		Secret string
	}
	tab.must(t, "POST", "/devices", fmt.Sprintf(`{"token":%q,"again":{"number":%d,"secret":%q}}`, class.Token, tab.device, secret), &enrolled)
	if enrolled.Number != tab.device || enrolled.Secret != secret {
		t.Fatalf("enrolled again as %+v", enrolled)
	}
	// The next answer says what the archive holds; the hub asks for it.
	body := strings.TrimSuffix(tab.batch(tab.attempt(31)), "}") + `,"archive":[[1,31]]}`
	tab.must(t, "POST", "/ops", body, &ack)
	if fmt.Sprint(ack.Want) != "[[1 30]]" || fmt.Sprint(ack.Durable) != "[[31 31]]" {
		t.Fatalf("the hub wants %v of %v", ack.Want, ack.Durable)
	}
	for range 2 { // sent twice, as after a lost acknowledgement
		tab.must(t, "POST", "/ops", tab.batch(ops...), &ack)
	}
	if fmt.Sprint(ack.Durable) != "[[1 31]]" || len(ack.Want) != 0 {
		t.Errorf("refilled to %v, wants %v", ack.Durable, ack.Want)
	}
	_, out, _ := command(t, "status", "--data", dir, "--json")
	if !strings.Contains(out, `"lost":0`) || !strings.Contains(out, "the database is gone") {
		t.Errorf("status %s", out)
	}
}

// TestServe_TLS serves with a certificate of its own and marks the cookie.
func TestServe_TLS(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	pool := writeCertificate(t, cert, key)
	data := filepath.Join(dir, "data")
	r := boot(t, data, "--demo", "1", "--cert", cert, "--key", key)
	if !strings.HasPrefix(r.url, "https://") {
		t.Fatalf("ready at %s", r.url)
	}
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	class, _ := readDemo(t, data)
	response, err := client.Post(r.url+"/api/v1/teacher/sign-in", "application/json",
		strings.NewReader(fmt.Sprintf(`{"name":%q,"password":%q}`, class.Teacher.Name, class.Teacher.Password)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if len(response.Cookies()) != 2 {
		t.Fatalf("%s with cookies %v", response.Status, response.Cookies())
	}
	for _, c := range response.Cookies() {
		if !c.Secure || !c.HttpOnly {
			t.Errorf("cookie %v", c)
		}
	}
	if response.Header.Get("Strict-Transport-Security") != "" {
		t.Error("HSTS would lock tablets out when the certificate expires")
	}
	old := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MaxVersion: tls.VersionTLS11}}} //nolint:gosec // it must fail
	if response, err := old.Get(r.url + "/healthz"); err == nil {
		_ = response.Body.Close()
		t.Error("TLS 1.1 is served")
	}
}

func writeCertificate(t *testing.T, cert, key string) *x509.CertPool {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalECPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "EC PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return pool
}
