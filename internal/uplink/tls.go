package uplink

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"time"
)

// Calendar tells the best known time, and whether anybody trustworthy told it. A hub
// without a clock battery starts in the past and knows no better than a floor.
type Calendar func() (now time.Time, trusted bool)

// tlsConfig returns how a client checks certificates and agrees on keys.
//
// Dates are judged by the best known time. While nobody told the time, it is also no
// earlier than the certificate's own beginning: a machine in 1970 would otherwise
// refuse every certificate as not yet valid, and never reach the one who tells it the
// time. Everything else of a certificate is checked as ever; an expired one is refused
// as soon as we know better. What an attacker with a stolen expired certificate could
// gain is the hub's token, not trust: the cloud's own key, pinned at enrolment, signs
// what counts.
//
// Sessions are resumed, and keys are agreed with X25519 alone: the hybrid with
// ML-KEM-768 costs 2.3 KB for each connection, a twentieth of a school's day. hybrid
// turns it on.
func tlsConfig(base *tls.Config, host string, calendar Calendar, hybrid bool) *tls.Config {
	config := &tls.Config{}
	if base != nil {
		config = base.Clone()
	}
	config.MinVersion = max(config.MinVersion, tls.VersionTLS12)
	config.ClientSessionCache = tls.NewLRUClientSessionCache(4)
	if config.CurvePreferences == nil && !hybrid {
		config.CurvePreferences = []tls.CurveID{tls.X25519, tls.CurveP256}
	}
	if calendar == nil {
		return config
	}
	roots := config.RootCAs
	if config.ServerName != "" {
		host = config.ServerName
	}
	config.InsecureSkipVerify = true //nolint:gosec // VerifyConnection checks the same, by another clock
	config.VerifyConnection = func(state tls.ConnectionState) error { return verify(state, host, roots, calendar) }
	return config
}

// verify checks the server's chain and name by calendar. The name is the address's: the
// connection's own is empty for numbers.
func verify(state tls.ConnectionState, host string, roots *x509.CertPool, calendar Calendar) error {
	if len(state.PeerCertificates) == 0 {
		return errors.New("the server shows no certificate")
	}
	options := x509.VerifyOptions{DNSName: host, Roots: roots, Intermediates: x509.NewCertPool()}
	now, trusted := calendar()
	options.CurrentTime = now
	for i, certificate := range state.PeerCertificates {
		if i > 0 {
			options.Intermediates.AddCert(certificate)
		}
		if !trusted && certificate.NotBefore.After(options.CurrentTime) {
			options.CurrentTime = certificate.NotBefore
		}
	}
	if _, err := state.PeerCertificates[0].Verify(options); err != nil {
		return fmt.Errorf("by the time known here, %s: %w", now.UTC().Format(time.DateOnly), err)
	}
	return nil
}
