package mdns

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// Network is one interface with the addresses the hub has there.
type Network struct {
	Interface net.Interface
	Addresses []netip.Addr
}

// Networks lists the interfaces of this machine that are up, carry multicast and
// have an address others can reach: loopback and link-local IPv6 do not count. It
// returns an error when the system does not tell.
func Networks() ([]Network, error) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("list networks: %w", err)
	}
	var networks []Network
	for _, i := range interfaces {
		const wanted = net.FlagUp | net.FlagMulticast
		if i.Flags&wanted != wanted || i.Flags&net.FlagLoopback != 0 {
			continue
		}
		addresses, err := i.Addrs()
		if err != nil {
			continue // it went away between the two calls
		}
		if found := reachable(addresses); len(found) > 0 {
			networks = append(networks, Network{Interface: i, Addresses: found})
		}
	}
	return networks, nil
}

func reachable(addresses []net.Addr) []netip.Addr {
	var found []netip.Addr
	for _, address := range addresses {
		prefix, err := netip.ParsePrefix(address.String())
		if err != nil {
			continue
		}
		a := prefix.Addr().Unmap()
		if a.IsLoopback() || a.IsUnspecified() || a.IsMulticast() || a.Is6() && a.IsLinkLocalUnicast() {
			continue
		}
		found = append(found, a)
	}
	slices.SortFunc(found, netip.Addr.Compare)
	return slices.Compact(found)
}

// only keeps the networks that hold the address, with it alone; all of them for
// an address that means every one.
func only(networks []Network, address netip.Addr) []Network {
	if !address.IsValid() || address.IsUnspecified() {
		return networks
	}
	address = address.Unmap().WithZone("")
	var kept []Network
	for _, n := range networks {
		if slices.Contains(n.Addresses, address) {
			kept = append(kept, Network{Interface: n.Interface, Addresses: []netip.Addr{address}})
		}
	}
	return kept
}

// fingerprint changes when an interface or an address comes, goes or is replaced.
func fingerprint(networks []Network) string {
	lines := make([]string, 0, len(networks))
	for _, n := range networks {
		lines = append(lines, fmt.Sprintln(n.Interface.Index, n.Interface.Name, n.Addresses))
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}
