package mdns_test

import (
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/grandcat/zeroconf"
	"github.com/miekg/dns"

	"darasa/internal/mdns"
)

// heard is what zeroconf hands over of a good announcement.
func heard(t *testing.T, a mdns.Announcement) *zeroconf.ServiceEntry {
	t.Helper()
	entry := zeroconf.NewServiceEntry(mdns.Escape(a.Instance()), mdns.Service, "local.")
	entry.Port, entry.AddrIPv4 = a.Port, []net.IP{net.IPv4(10, 0, 0, 5)}
	// Through the wire form and back, as zeroconf does it.
	record := &dns.TXT{Hdr: dns.RR_Header{Name: "x.", Rrtype: dns.TypeTXT, Class: dns.ClassINET}, Txt: a.Text()}
	buffer := make([]byte, 1000)
	end, err := dns.PackRR(record, buffer, 0, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	back, _, err := dns.UnpackRR(buffer[:end], 0)
	if err != nil {
		t.Fatal(err)
	}
	entry.Text = back.(*dns.TXT).Txt
	return entry
}

func TestReadWhatWasAnnounced(t *testing.T) {
	for _, label := range []string{"Darasa", "Class hub (2)", "درسہ", `back\slash "quoted"`, "a.b-c"} {
		a := announcement(t)
		a.Label, a.Path, a.Protocol = label, `/a\b`, 3
		got, err := mdns.Read(heard(t, a))
		if err != nil {
			t.Errorf("%q: %v", label, err)
			continue
		}
		if got.ID != a.Hub || got.Label != label || got.Path != a.Path || got.Protocol != 3 {
			t.Errorf("got %+v, want label %q", got, label)
		}
		if want := `http://10.0.0.5:8080/a\b`; got.URL() != want {
			t.Errorf("url: got %s, want %s", got.URL(), want)
		}
	}
}

func TestReadTrustsNothing(t *testing.T) {
	set := func(entry *zeroconf.ServiceEntry, name, value string) {
		i := slices.IndexFunc(entry.Text, func(s string) bool { return strings.HasPrefix(s, name+"=") })
		entry.Text[i] = name + "=" + value
	}
	tests := map[string]func(*zeroconf.ServiceEntry){
		"no text":               func(e *zeroconf.ServiceEntry) { e.Text = nil },
		"no id":                 func(e *zeroconf.ServiceEntry) { set(e, "id", "") },
		"another's id":          func(e *zeroconf.ServiceEntry) { set(e, "id", "01890a5d-ac96-774b-bcce-b30200000000") },
		"no protocol":           func(e *zeroconf.ServiceEntry) { set(e, "proto", "") },
		"negative protocol":     func(e *zeroconf.ServiceEntry) { set(e, "proto", "-1") },
		"huge protocol":         func(e *zeroconf.ServiceEntry) { set(e, "proto", strings.Repeat("9", 40)) },
		"path elsewhere":        func(e *zeroconf.ServiceEntry) { set(e, "path", "@evil.example/") },
		"terminal in the path":  func(e *zeroconf.ServiceEntry) { set(e, "path", `/\027[2J`) },
		"broken escape":         func(e *zeroconf.ServiceEntry) { e.Instance = `Darasa\` },
		"terminal in the label": func(e *zeroconf.ServiceEntry) { e.Instance = `\027[2J-099a8057` },
		"label that is not text": func(e *zeroconf.ServiceEntry) {
			e.Instance = `\255-099a8057`
		},
		"port 0":     func(e *zeroconf.ServiceEntry) { e.Port = 0 },
		"no address": func(e *zeroconf.ServiceEntry) { e.AddrIPv4 = nil },
		"loopback":   func(e *zeroconf.ServiceEntry) { e.AddrIPv4 = []net.IP{net.IPv4(127, 0, 0, 1)} },
		"everybody":  func(e *zeroconf.ServiceEntry) { e.AddrIPv4 = []net.IP{net.IPv4(224, 0, 0, 251), net.IPv4zero} },
		"half an ip": func(e *zeroconf.ServiceEntry) { e.AddrIPv4 = []net.IP{{10, 0}} },
	}
	for name, spoil := range tests {
		entry := heard(t, announcement(t))
		spoil(entry)
		if hub, err := mdns.Read(entry); err == nil {
			t.Errorf("%s: read as %+v", name, hub)
		}
	}
}

func TestReadBoundsAddresses(t *testing.T) {
	entry := heard(t, announcement(t))
	for i := range 100 {
		entry.AddrIPv4 = append(entry.AddrIPv4, net.IPv4(10, 0, 1, byte(i)))
	}
	hub, err := mdns.Read(entry)
	if err != nil || len(hub.Addresses) != 16 {
		t.Errorf("got %d addresses, %v, want 16", len(hub.Addresses), err)
	}
}
