package mdns

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/grandcat/zeroconf"
)

// Poll is how often addresses are looked at.
const Poll = 5 * time.Second

// Publisher keeps one hub announced for as long as Run runs. Its fields may be
// replaced before that; tests do.
type Publisher struct {
	// Networks says where the hub can be reached now.
	Networks func() ([]Network, error)

	// Register announces the hub there until stop is called.
	Register func(Announcement, []Network) (stop func(), err error)

	// Ticks tells when to look again; one is not waited for at the start.
	Ticks <-chan time.Time

	// Log hears of every change and failure, once each. It never gets a name.
	Log *slog.Logger

	announcement Announcement
	stop         func() // of what is announced now, nil when nothing is
	announced    string // fingerprint of where
	failure      string // the last one, to log it once
}

// NewPublisher makes a Publisher that looks at this machine's addresses every Poll.
// It returns an error when the announcement is not one others could read: no id,
// no label, an impossible port, too long.
func NewPublisher(a Announcement, log *slog.Logger) (*Publisher, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	return &Publisher{
		Networks: Networks, Register: register, Ticks: time.Tick(Poll), Log: log,
		announcement: a,
	}, nil
}

// Run announces the hub until ctx ends and takes the announcement back then.
// Nothing is announced while the hub has no address; when addresses change the old
// announcement is taken back and a new one made; what fails is tried again at the
// next tick. Run always returns nil.
func (p *Publisher) Run(ctx context.Context) error {
	defer p.withdraw()
	for {
		p.look()
		select {
		case <-ctx.Done():
			return nil
		case <-p.Ticks:
		}
	}
}

// look brings the announcement in line with the addresses.
func (p *Publisher) look() {
	networks, err := p.Networks()
	if err != nil {
		// Better an announcement that may be old than none: keep it.
		p.failed(err)
		return
	}
	networks = only(networks, p.announcement.Only)
	now := fingerprint(networks)
	if p.stop != nil && now == p.announced {
		return
	}
	p.withdraw()
	if len(networks) == 0 {
		return
	}
	stop, err := p.Register(p.announcement, networks)
	if err != nil {
		p.failed(err)
		return
	}
	p.stop, p.announced, p.failure = stop, now, ""
	p.Log.Info("announced on the network", "networks", len(networks), "instance", p.announcement.instance())
}

func (p *Publisher) withdraw() {
	if p.stop != nil {
		p.stop()
		p.stop, p.announced = nil, ""
	}
}

func (p *Publisher) failed(err error) {
	if p.failure != err.Error() {
		p.failure = err.Error()
		p.Log.Warn("cannot announce on the network, trying again", "error", err)
	}
}

// register announces the hub by zeroconf, with the addresses given and not those
// zeroconf would find for the host's name.
func register(a Announcement, networks []Network) (func(), error) {
	var interfaces []net.Interface
	var addresses []string
	for _, n := range networks {
		interfaces = append(interfaces, n.Interface)
		for _, address := range n.Addresses {
			addresses = append(addresses, address.String())
		}
	}
	server, err := zeroconf.RegisterProxy(escape(a.instance()), Service, domain, a.Port, a.host(), addresses, escapeText(a.text()), interfaces)
	if err != nil {
		return nil, fmt.Errorf("announce hub: %w", err)
	}
	return server.Shutdown, nil
}
