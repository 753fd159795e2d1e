package mdns

import (
	"context"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/grandcat/zeroconf"

	"darasa/internal/school"
)

const (
	// round is how long one browse lasts. A browse tells of each hub once and never
	// of its leaving, so a longer search is many short ones.
	round = 2 * time.Second

	// maxHubs bounds what a noisy or hostile network can make us keep.
	maxHubs = 64

	// maxAddresses bounds the addresses kept of one hub.
	maxAddresses = 16
)

// Hub is one announced hub. Everything in it is somebody's claim on the network:
// the hub's key, not this, proves who answers.
type Hub struct {
	ID        school.ID
	Label     string
	Protocol  int
	Path      string
	Addresses []netip.AddrPort // IPv4 first
}

// URL returns the plain http address of the hub by its first address.
func (h Hub) URL() string {
	if len(h.Addresses) == 0 {
		return ""
	}
	return "http://" + h.Addresses[0].String() + h.Path
}

// Find listens for wait and returns the hubs heard of, ordered by id, at most 64.
// A hub heard of again counts with what it said last. It returns an error when no
// interface can listen, and ctx's error when ctx ends before wait.
func Find(ctx context.Context, wait time.Duration) ([]Hub, error) {
	found := map[school.ID]Hub{}
	for end := time.Now().Add(wait); time.Until(end) > 0; {
		within, cancel := context.WithTimeout(ctx, min(round, time.Until(end)))
		err := browse(within, found)
		cancel()
		if err != nil {
			return nil, fmt.Errorf("find hubs: %w", err)
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("find hubs: %w", err)
		}
	}
	return slices.SortedFunc(maps.Values(found), func(a, b Hub) int { return a.ID.Compare(b.ID) }), nil
}

// browse adds the hubs heard of until ctx ends.
func browse(ctx context.Context, found map[school.ID]Hub) error {
	resolver, err := newResolver()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	entries := make(chan *zeroconf.ServiceEntry)
	if err := resolver.Browse(ctx, Service, domain, entries); err != nil {
		return err
	}
	// zeroconf closes the channel when ctx ends; until then it must be read.
	for entry := range entries {
		hub, err := read(entry)
		if err != nil {
			continue // not one of ours, or not one we could use
		}
		if _, known := found[hub.ID]; known || len(found) < maxHubs {
			found[hub.ID] = hub
		}
	}
	return nil
}

// newResolver listens on IPv4 and IPv6, or on the one of them this machine has.
func newResolver() (*zeroconf.Resolver, error) {
	var first error
	for _, family := range []zeroconf.IPType{zeroconf.IPv4AndIPv6, zeroconf.IPv4, zeroconf.IPv6} {
		resolver, err := zeroconf.NewResolver(zeroconf.SelectIPTraffic(family))
		if err == nil {
			return resolver, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// read takes a hub out of an answer from the network and trusts nothing in it.
func read(entry *zeroconf.ServiceEntry) (Hub, error) {
	text := map[string]string{}
	for _, escaped := range entry.Text {
		pair, err := unescape(escaped)
		if name, value, ok := strings.Cut(pair, "="); ok && err == nil {
			text[name] = value
		}
	}
	id, err := school.ParseID(text["id"])
	if err != nil {
		return Hub{}, err
	}
	instance, err := unescape(entry.Instance)
	if err != nil {
		return Hub{}, err
	}
	hub := Hub{ID: id, Path: text["path"]}
	label, ours := strings.CutSuffix(instance, "-"+id.Short())
	hub.Label = label
	if hub.Protocol, err = strconv.Atoi(text["proto"]); err != nil || hub.Protocol < 0 || !ours {
		return Hub{}, fmt.Errorf("read announcement of %s: instance %q, protocol %q", id, instance, text["proto"])
	}
	if !printable(label) || !printable(hub.Path) || !strings.HasPrefix(hub.Path, "/") || entry.Port < 1 || entry.Port > 65535 {
		return Hub{}, fmt.Errorf("read announcement of %s: label %q, path %q, port %d", id, label, hub.Path, entry.Port)
	}
	for _, ip := range slices.Concat(entry.AddrIPv4, entry.AddrIPv6) {
		if address, ok := usable(ip); ok && len(hub.Addresses) < maxAddresses {
			hub.Addresses = append(hub.Addresses, netip.AddrPortFrom(address, uint16(entry.Port)))
		}
	}
	if len(hub.Addresses) == 0 {
		return Hub{}, fmt.Errorf("read announcement of %s: no usable address", id)
	}
	return hub, nil
}

// usable refuses addresses that would lead the caller to itself or to everybody.
func usable(ip net.IP) (netip.Addr, bool) {
	address, ok := netip.AddrFromSlice(ip)
	address = address.Unmap()
	return address, ok && !address.IsLoopback() && !address.IsUnspecified() && !address.IsMulticast() &&
		!(address.Is6() && address.IsLinkLocalUnicast())
}
