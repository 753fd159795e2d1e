package main

import (
	"context"
	"fmt"
	"net"
	"net/netip"

	"darasa/internal/mdns"
	"darasa/internal/school"
)

// find lists the hubs that announce themselves on this network.
func (m *Main) find(ctx context.Context, f findFlags) error {
	hubs, err := mdns.Find(ctx, f.Wait)
	if err != nil {
		return err
	}
	for _, h := range hubs {
		if _, err := fmt.Fprintf(m.Stdout, "%s %s\n", h.ID, h.URL()); err != nil {
			return fmt.Errorf("print hub: %w", err)
		}
	}
	if len(hubs) == 0 {
		_, err = fmt.Fprintln(m.Stdout, "no hub answered; try the address on its poster")
	}
	return err
}

// reachesNetwork reports whether this hub listens beyond this machine and may look
// for others.
func (h *hub) reachesNetwork() bool {
	if h.server == nil || !h.flags.MDNS {
		return false
	}
	tcp, ok := h.server.Addr().(*net.TCPAddr)
	return ok && !tcp.IP.IsLoopback()
}

// announce tells the network where this hub is, unless it listens for this machine
// alone.
func (h *hub) announce(ctx context.Context) error {
	if !h.reachesNetwork() {
		return nil
	}
	tcp := h.server.Addr().(*net.TCPAddr) //nolint:forcetypeassert,errcheck // reachesNetwork looked
	only, _ := netip.AddrFromSlice(tcp.IP)
	publisher, err := mdns.NewPublisher(mdns.Announcement{
		Hub: h.keys.Hub, Label: "Darasa", Port: tcp.Port, Protocol: school.Protocol, Only: only.Unmap(),
	}, h.logger)
	if err != nil {
		return err
	}
	return publisher.Run(ctx)
}
