package web

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"darasa/internal/school"
)

// Policy is the content security policy of every page: nothing from elsewhere, no
// inline script, WebAssembly allowed for the tutor.
const Policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
	"img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; " +
	"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Secure sets the headers that keep a page to itself. It never sets HSTS: a hub
// must stay reachable by plain http when its certificate has expired.
func Secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", Policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(self), microphone=(self), geolocation=()")
		next.ServeHTTP(w, r)
	})
}

// SameOrigin refuses requests that change something and come from another
// origin's page.
func SameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		WriteError(w, r, school.Errorf(school.CodeForbidden, "this request came from another page; open the hub's own page"))
	}))
	return protection.Handler(next)
}

// KnownHost refuses requests for names that are not this machine's, so that a
// foreign name which suddenly points here (DNS rebinding) cannot make a browser
// talk to the hub as if it were that site. Addresses, localhost and names ending
// in .local or .home.arpa are this machine's; others must be listed.
func KnownHost(names []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !ownHost(r.Host, names) {
			WriteError(w, r, school.Errorf(school.CodeForbidden, "this hub does not go by the name in the address; use the address on its poster"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func ownHost(hostPort string, names []string) bool {
	host := hostPort
	if h, _, err := net.SplitHostPort(hostPort); err == nil {
		host = h
	}
	host = strings.TrimSuffix(strings.ToLower(strings.Trim(host, "[]")), ".")
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasSuffix(host, ".local") ||
		strings.HasSuffix(host, ".home.arpa") || slices.Contains(names, host)
}

// SameHost reports whether a WebSocket handshake comes from a page of the very
// host it asks, or from a program that is no browser and sends no Origin.
func SameHost(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	scheme, host, ok := strings.Cut(origin, "://")
	return ok && (scheme == "http" || scheme == "https") && strings.EqualFold(host, r.Host)
}
