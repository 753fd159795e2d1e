package mdns

// What the tests of this package see beside its exported names.
var (
	Escape   = escape
	Unescape = unescape
	Read     = read
	Only     = only
)

func (a Announcement) Instance() string { return a.instance() }

func (a Announcement) Text() []string { return escapeText(a.text()) }
