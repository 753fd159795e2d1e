package mdns

import (
	"fmt"
	"net/netip"
	"strconv"

	"darasa/internal/school"
)

// Announcement is what a hub says of itself.
type Announcement struct {
	Hub      school.ID // of the hub; makes the announced name unique
	Label    string    // what people call this kind of device, never a school's or class's name
	Port     int       // TCP port the hub answers on
	Protocol int       // newest protocol the hub speaks
	Path     string    // where its app begins, "/" when empty

	// Only limits the announcement to one address, that of a hub which listens on
	// it alone. The zero address and an unspecified one mean every address.
	Only netip.Addr
}

// instance is the announced name, before escaping: the label and the hub's short id.
func (a Announcement) instance() string {
	suffix := "-" + a.Hub.Short()
	return shorten(a.Label, maxLabel-len(suffix)) + suffix
}

// host is the announced host name, without its domain.
func (a Announcement) host() string { return "classhub-" + a.Hub.Short() }

// text is the TXT record: at most 400 bytes, no personal data.
func (a Announcement) text() []string {
	path := a.Path
	if path == "" {
		path = "/"
	}
	return []string{
		"txtvers=1", "id=" + a.Hub.String(), "path=" + path,
		"proto=" + strconv.Itoa(a.Protocol), "name=" + a.Label,
	}
}

// check returns an error for an announcement that others could not read back.
func (a Announcement) check() error {
	size := 0
	for _, entry := range a.text() {
		size += 1 + len(entry)
		if len(entry) > 255 {
			return fmt.Errorf("announce hub: %q is longer than 255 bytes", entry)
		}
	}
	switch {
	case a.Hub.IsZero():
		return fmt.Errorf("announce hub: it has no id")
	case a.Port < 1 || a.Port > 65535:
		return fmt.Errorf("announce hub: port %d", a.Port)
	case a.Label == "" || !printable(a.Label):
		return fmt.Errorf("announce hub: label %q", a.Label)
	case !printable(a.Path) || a.Path != "" && a.Path[0] != '/':
		return fmt.Errorf("announce hub: path %q", a.Path)
	case size > 400:
		return fmt.Errorf("announce hub: %d bytes of text, at most 400", size)
	}
	return nil
}
