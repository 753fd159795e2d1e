package mdns_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"darasa/internal/mdns"
)

// radio plays the network under a Publisher: tests set what it says and read what
// was announced.
type radio struct {
	networks    []mdns.Network
	networksErr error
	registerErr error
	events      []string
}

func (r *radio) register(a mdns.Announcement, networks []mdns.Network) (func(), error) {
	if r.registerErr != nil {
		r.events = append(r.events, "refused")
		return nil, r.registerErr
	}
	var at []string
	for _, n := range networks {
		at = append(at, fmt.Sprint(n.Interface.Name, n.Addresses))
	}
	where := strings.Join(at, " ")
	r.events = append(r.events, "announced "+where)
	return func() { r.events = append(r.events, "withdrawn "+where) }, nil
}

func network(name string, index int, addresses ...string) mdns.Network {
	n := mdns.Network{Interface: net.Interface{Name: name, Index: index}}
	for _, a := range addresses {
		n.Addresses = append(n.Addresses, netip.MustParseAddr(a))
	}
	return n
}

func announcement(t *testing.T) mdns.Announcement {
	return mdns.Announcement{Hub: mustID(t, "01890a5d-ac96-774b-bcce-b302099a8057"), Label: "Darasa", Port: 8080}
}

func TestPublisherFollowsTheAddresses(t *testing.T) {
	wifi := network("wlan0", 3, "10.0.0.5")
	moved := network("wlan0", 3, "10.0.1.9")
	cable := network("eth0", 2, "192.168.7.2", "fd00::2")
	busy := errors.New("port 5353 is taken")
	steps := []struct {
		name string
		set  func(*radio)
		want []string
	}{
		{"boot without an address", func(*radio) {}, nil},
		{"still none", func(*radio) {}, nil},
		{"an address comes", func(r *radio) { r.networks = []mdns.Network{wifi} }, []string{"announced wlan0[10.0.0.5]"}},
		{"nothing changes", func(*radio) {}, nil},
		{"another address", func(r *radio) { r.networks = []mdns.Network{moved} }, []string{"withdrawn wlan0[10.0.0.5]", "announced wlan0[10.0.1.9]"}},
		{"a cable too", func(r *radio) { r.networks = []mdns.Network{moved, cable} }, []string{
			"withdrawn wlan0[10.0.1.9]", "announced wlan0[10.0.1.9] eth0[192.168.7.2 fd00::2]",
		}},
		{"only the order changes", func(r *radio) { r.networks = []mdns.Network{cable, moved} }, nil},
		{"the system does not tell", func(r *radio) { r.networksErr = errors.New("no") }, nil},
		{"it tells again", func(r *radio) { r.networksErr = nil }, nil},
		{"all gone", func(r *radio) { r.networks = nil }, []string{"withdrawn wlan0[10.0.1.9] eth0[192.168.7.2 fd00::2]"}},
		{"back, but refused", func(r *radio) { r.networks, r.registerErr = []mdns.Network{wifi}, busy }, []string{"refused"}},
		{"refused again", func(*radio) {}, []string{"refused"}},
		{"then taken", func(r *radio) { r.registerErr = nil }, []string{"announced wlan0[10.0.0.5]"}},
		{"the same name on another card", func(r *radio) { r.networks = []mdns.Network{network("wlan0", 4, "10.0.0.5")} }, []string{
			"withdrawn wlan0[10.0.0.5]", "announced wlan0[10.0.0.5]",
		}},
	}
	var r radio
	var log bytes.Buffer
	p := publisher(t, announcement(t), &r, &log)
	// A look answers the tick before it, so asking twice leaves exactly one look done.
	looked := make(chan struct{})
	ticks := make(chan time.Time)
	p.Ticks = ticks
	p.Networks = func() ([]mdns.Network, error) {
		looked <- struct{}{}
		<-looked
		return r.networks, r.networksErr
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan struct{})
	go func() { _ = p.Run(ctx); close(ended) }()
	<-looked
	for i, step := range steps {
		before := len(r.events)
		step.set(&r)
		looked <- struct{}{}
		if i+1 < len(steps) {
			ticks <- time.Time{}
			<-looked
		} else {
			cancel()
			<-ended
			step.want = append(step.want, "withdrawn wlan0[10.0.0.5]")
		}
		if got := r.events[before:]; !slices.Equal(got, step.want) {
			t.Errorf("%s: got %q, want %q", step.name, got, step.want)
		}
	}
	if got := strings.Count(log.String(), "port 5353"); got != 1 {
		t.Errorf("one lasting failure was logged %d times:\n%s", got, &log)
	}
}

func publisher(t *testing.T, a mdns.Announcement, r *radio, log *bytes.Buffer) *mdns.Publisher {
	t.Helper()
	p, err := mdns.NewPublisher(a, slog.New(slog.NewTextHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	p.Register = r.register
	return p
}

func TestNewPublisherRefuses(t *testing.T) {
	change := map[string]func(*mdns.Announcement){
		"no id":             func(a *mdns.Announcement) { a.Hub = [16]byte{} },
		"no label":          func(a *mdns.Announcement) { a.Label = "" },
		"a terminal escape": func(a *mdns.Announcement) { a.Label = "\x1b[2J" },
		"port 0":            func(a *mdns.Announcement) { a.Port = 0 },
		"port 65536":        func(a *mdns.Announcement) { a.Port = 65536 },
		"relative path":     func(a *mdns.Announcement) { a.Path = "app" },
		"long label":        func(a *mdns.Announcement) { a.Label = strings.Repeat("x", 251) },
		"long text":         func(a *mdns.Announcement) { a.Label, a.Path = strings.Repeat("x", 200), "/"+strings.Repeat("y", 150) },
	}
	for name, set := range change {
		a := announcement(t)
		set(&a)
		if _, err := mdns.NewPublisher(a, slog.New(slog.DiscardHandler)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestOnly(t *testing.T) {
	all := []mdns.Network{network("wlan0", 3, "10.0.0.5", "fd00::5"), network("eth0", 2, "192.168.7.2")}
	tests := []struct {
		address netip.Addr
		want    string
	}{
		{netip.Addr{}, "wlan0[10.0.0.5 fd00::5] eth0[192.168.7.2]"},
		{netip.MustParseAddr("0.0.0.0"), "wlan0[10.0.0.5 fd00::5] eth0[192.168.7.2]"},
		{netip.MustParseAddr("::"), "wlan0[10.0.0.5 fd00::5] eth0[192.168.7.2]"},
		{netip.MustParseAddr("192.168.7.2"), "eth0[192.168.7.2]"},
		{netip.MustParseAddr("::ffff:192.168.7.2"), "eth0[192.168.7.2]"},
		{netip.MustParseAddr("127.0.0.1"), ""},
	}
	for _, tt := range tests {
		var got []string
		for _, n := range mdns.Only(all, tt.address) {
			got = append(got, fmt.Sprint(n.Interface.Name, n.Addresses))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: got %q, want %q", tt.address, got, tt.want)
		}
	}
}

func TestNetworksLeavesLoopbackOut(t *testing.T) {
	networks, err := mdns.Networks()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range networks {
		for _, a := range n.Addresses {
			if a.IsLoopback() || a.Is6() && a.IsLinkLocalUnicast() || a.Zone() != "" {
				t.Errorf("%s: %s would be announced", n.Interface.Name, a)
			}
		}
	}
}
