package replication

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// Verb says what a Request asks of the transport.
type Verb uint8

// Verbs of an exchange.
const (
	VerbHello        Verb = 1 // body is a Hello, the answer an Answer
	VerbPutSegment   Verb = 2 // body is a segment, the answer a Receipt
	VerbGetSegment   Verb = 3 // Hash names it, the answer is a segment
	VerbPutCatalogue Verb = 4 // Hash names it, the answer is ignored
	VerbPutDirectory Verb = 5 // body is directory entries, the answer is ignored
	VerbGetCatalogue Verb = 6 // Hash names it, the answer is a catalogue
	VerbGetDirectory Verb = 7 // Hub names whose, the answer is directory entries
	VerbGetKey       Verb = 8 // Hub names whose, the answer is a HubKey
)

// Lane says how urgent a request is; a scarce budget is kept for the first.
type Lane uint8

// Lanes, most urgent first.
const (
	LaneUrgent Lane = iota // Hello, receipts, keys, erasures, and the list they need
	LaneWork               // answers, and the catalogues they are counted in
	LaneFetch              // what the peer has for us
	LanePack               // content and media
)

// Request is one idempotent message to the peer.
type Request struct {
	Verb Verb
	Lane Lane
	Hash [32]byte
	Hub  school.ID
	Body []byte
	Size int // bytes of the answer, where they are known
}

// Peer is the other end, as pinned at enrolment.
type Peer struct {
	ID  school.ID
	Key ed25519.PublicKey
}

// Call drives the calling side of one exchange as a state machine: Next gives the
// requests to send, Answered takes what came back, in any order. It reads no clock,
// opens no connection and can be dropped at any point: the next Call goes on where
// the receipts say.
type Call struct {
	self    school.ID
	peer    Peer
	shelf   Shelf
	nonce   [8]byte
	budget  uint64
	queue   []Request
	rounds  int
	plain   bool // the last Hello carried no segments, so that its sums say everything
	full    bool // the last Hello carried heads
	asked   map[[32]byte]bool
	stale   map[[32]byte]bool             // sent again because they were blanked
	again   []Request                     // segments whose hub's key we are asking for
	bare    bool                          // no Hello carries segments
	signed  map[SegmentStream]crdt.Ranges // what receipts of this call name
	sent    map[[32]byte]SegmentRef       // of our own, in this call, not refused
	given   map[[32]byte]bool             // catalogues brought
	ours    map[SegmentStream]crdt.Ranges // of our own segments those that we can read ourselves
	flying  int                           // requests given out and not answered
	closing bool                          // once all is answered, say Hello with heads
	over    bool                          // a Hello failed
	lacks   bool                          // the peer says it lacks what segments build on
	Report  Report
}

// Report says what an exchange did.
type Report struct {
	Sent, Received  int   // segments
	Receipted       int   // receipts saved
	Failed          int   // segments or answers that came to nothing; the rest went on
	PeerTime        int64 // the peer's signed time in ticks, 0 when it has none
	BytesUp         int64 // bodies
	BytesDown       int64
	LastErr         error // newest reason of Failed
	WaitingSegments int   // left when the call ended
	Agreed          bool  // the peer holds of us just what we hold, and neither asks for anything
}

const (
	// callSegments is how many waiting segments one exchange takes up.
	callSegments = 256
	// maxRounds bounds the Hellos of one exchange: one opens it, one brings heads, one
	// follows what was supplied, one asks for receipts that did not come by themselves.
	maxRounds = 4
)

// NewCall prepares an exchange of the hub self with peer. nonce must be fresh and
// random; budget is how many bytes of segments we are ready to receive.
func NewCall(self school.ID, peer Peer, shelf Shelf, nonce [8]byte, budget uint64) (*Call, error) {
	c := newCall(self, peer, shelf, nonce, budget)
	return c, c.hello(false)
}

// NewBareCall is NewCall for a link that broke during the last Hello: this one carries
// no segments, so that the smallest of gaps lets it through.
func NewBareCall(self school.ID, peer Peer, shelf Shelf, nonce [8]byte, budget uint64) (*Call, error) {
	c := newCall(self, peer, shelf, nonce, budget)
	c.bare = true
	return c, c.hello(false)
}

func newCall(self school.ID, peer Peer, shelf Shelf, nonce [8]byte, budget uint64) *Call {
	return &Call{
		self: self, peer: peer, shelf: shelf, nonce: nonce, budget: budget,
		asked: map[[32]byte]bool{}, stale: map[[32]byte]bool{}, signed: map[SegmentStream]crdt.Ranges{},
		sent: map[[32]byte]SegmentRef{}, given: map[[32]byte]bool{}, ours: map[SegmentStream]crdt.Ranges{},
	}
}

// hello queues the opening message: with heads when the peer asked for them, with
// the first waiting segments inline otherwise.
func (c *Call) hello(heads bool) error {
	c.rounds++
	own, err := c.shelf.Confirmed(c.peer.ID)
	if err != nil {
		return fmt.Errorf("read receipts: %w", err)
	}
	holdings, err := c.shelf.Holdings(c.self)
	if err != nil {
		return fmt.Errorf("read holdings: %w", err)
	}
	h := Hello{Peer: c.self, Nonce: c.nonce, Budget: c.budget, Own: own, Full: heads}
	for _, holding := range holdings {
		if holding.Hub != c.self {
			h.Sisters = addSummary(h.Sisters, holding.Summary())
		} else {
			c.ours[holding.SegmentStream] = holding.Vouched().Numbers
		}
		if heads && len(h.Heads) < maxHeads {
			h.Heads = append(h.Heads, Head{SegmentStream: holding.SegmentStream, Numbers: holding.Numbers})
		}
	}
	if !heads && !c.bare {
		if h.Inline, err = c.inline(); err != nil {
			return err
		}
	}
	c.plain, c.full = len(h.Inline) == 0, heads
	c.queue = append([]Request{{Verb: VerbHello, Body: h.AppendBinary(nil)}}, c.queue...)
	return nil
}

// inlineLimit is how much travels with the first message: what one lost packet
// train may cost.
const (
	inlineLimit = 9 << 10
	inlineMost  = 4 // segments
)

func (c *Call) inline() ([][]byte, error) {
	waiting, err := c.shelf.Waiting(c.peer.ID, backlogFrom)
	if err != nil {
		return nil, fmt.Errorf("read waiting segments: %w", err)
	}
	if len(waiting) == backlogFrom { // the newest go first, once the peer has our list
		waiting = slices.DeleteFunc(waiting, func(ref SegmentRef) bool { return !ref.Urgent })
	}
	waiting = waiting[:min(len(waiting), inlineMost)]
	var out [][]byte
	size := 0
	rester, remembers := c.shelf.(Rester)
	for _, ref := range waiting {
		if remembers && (rester.HasTaken(ref.Hash) || rester.Begun(ref.Hash)) {
			continue
		}
		if size += ref.Size; size > inlineLimit && len(out) > 0 || ref.Size > MaxInline {
			break
		}
		body, ok, err := c.shelf.Segment(ref.Hash)
		if err != nil {
			return nil, fmt.Errorf("read segment: %w", err)
		}
		if ok {
			out = append(out, body)
			c.sent[ref.Hash] = ref
			c.Report.Sent++
		}
	}
	return out, nil
}

// Next returns the next request to send; ok is false when none is left. Several
// may be on their way at once, except that nothing is sent beside a Hello.
func (c *Call) Next() (Request, bool) {
	if len(c.queue) == 0 && c.flying == 0 && c.asksAgain() {
		c.closing = false
		if err := c.hello(true); err != nil {
			c.failed(Request{Verb: VerbHello}, err)
		}
	}
	if len(c.queue) == 0 {
		return Request{}, false
	}
	r := c.queue[0]
	c.queue = c.queue[1:]
	c.flying++
	c.Report.BytesUp += int64(len(r.Body))
	return r, true
}

// asksAgain reports whether another Hello is worth its bytes: the peer asked for it, or
// took a segment without signing for it, because it could not be read before what came
// after it.
func (c *Call) asksAgain() bool {
	if c.over || c.rounds >= maxRounds {
		return false
	}
	unsigned := false
	for _, ref := range c.sent {
		unsigned = unsigned || !c.signed[ref.SegmentStream].Contains(ref.Number)
	}
	return c.closing || unsigned
}

// errNotPeer is what a captive portal or another cloud comes to.
var errNotPeer = errors.New("the answer was not signed by our cloud")

// Failed notes that a request came to nothing. A failed Hello ends the call;
// anything else only itself.
func (c *Call) Failed(r Request, err error) {
	c.flying = max(0, c.flying-1)
	c.failed(r, err)
}

func (c *Call) failed(r Request, err error) {
	delete(c.sent, r.Hash)
	if r.Verb == VerbPutCatalogue || r.Verb == VerbPutDirectory {
		delete(c.given, r.Hash)
	}
	if code := school.ErrorCode(err); c.stale[r.Hash] && (code == school.CodeForbidden || code == school.CodeNotFound) {
		if c.delivered(r.Hash) == nil {
			return // the peer holds nothing that could be blanked
		}
	}
	c.Report.Failed++
	c.Report.LastErr = err
	if r.Verb == VerbHello {
		c.queue, c.over = nil, true
	}
}

// Answered takes the body that came back for r. The error says why it was of no
// use; it has already been counted.
func (c *Call) Answered(r Request, body []byte) error {
	c.flying = max(0, c.flying-1)
	c.Report.BytesDown += int64(len(body))
	err := c.answered(r, body)
	if err != nil {
		c.failed(r, err)
	}
	return err
}

func (c *Call) answered(r Request, body []byte) error {
	switch r.Verb {
	case VerbHello:
		return c.helloAnswered(body)
	case VerbPutSegment:
		receipt, rest, err := DecodeReceipt(body)
		if err != nil || len(rest) > 0 {
			return fmt.Errorf("a segment was answered by something else: %w", errNotPeer)
		}
		if c.stale[r.Hash] {
			return c.redelivered(receipt, r.Hash)
		}
		if err := c.save(receipt); err != nil {
			return err
		}
		c.noteTaken(r.Hash)
	case VerbGetSegment:
		ref, lack, err := c.shelf.Receive(c.peer.ID, body)
		if err != nil {
			return err
		}
		c.ask(ref.Hub, lack)
		if lack.Key {
			c.again = append(c.again, r)
			return nil
		}
		c.Report.Received++
		return nil
	case VerbGetKey:
		return c.keyAnswered(r.Hub, body)
	case VerbGetCatalogue:
		return c.shelf.LearnCatalogue(r.Hash, body)
	case VerbGetDirectory:
		return c.shelf.LearnDirectory(r.Hub, body)
	}
	return nil
}

// noteTaken remembers a segment that the peer took and did not sign for.
func (c *Call) noteTaken(hash [32]byte) {
	ref, ok := c.sent[hash]
	if rester, remembers := c.shelf.(Rester); ok && remembers && !c.signed[ref.SegmentStream].Contains(ref.Number) {
		rester.Took(hash)
	}
}

// keyAnswered learns a sister's key that our peer vouches for, and fetches again
// what could not be believed without it.
func (c *Call) keyAnswered(hub school.ID, body []byte) error {
	k, err := DecodeHubKey(body)
	if err != nil || k.Hub != hub || !k.Verify(c.peer.Key) {
		return errNotPeer
	}
	if err := c.shelf.LearnKey(hub, k.Key[:]); err != nil {
		return fmt.Errorf("learn key: %w", err)
	}
	c.queue = append(c.queue, c.again...)
	c.again = nil
	return nil
}

// ask queues, once, what a sister's segment waits for.
func (c *Call) ask(hub school.ID, lack Lack) {
	var request Request
	var key [32]byte
	switch {
	case lack.Key:
		request = Request{Verb: VerbGetKey, Hub: hub}
		copy(key[16:], hub[:])
	case lack.Directory:
		request = Request{Verb: VerbGetDirectory, Lane: LaneFetch, Hub: hub}
		copy(key[:], hub[:])
	case lack.Waits():
		request = Request{Verb: VerbGetCatalogue, Lane: LaneFetch, Hash: lack.Catalogue}
		key = lack.Catalogue
	default:
		return
	}
	if !c.asked[key] {
		c.asked[key] = true
		c.queue = append(c.queue, request)
	}
}

func (c *Call) save(receipt Receipt) error {
	if receipt.Receiver != c.peer.ID || receipt.Stream.Hub != c.self || !receipt.Verify(c.peer.Key) {
		return errNotPeer
	}
	// With several requests in flight answers overtake each other: what a receipt names
	// that came before this one must not be forgotten for it.
	if before, ok := c.signed[receipt.Stream]; ok && len(receipt.Numbers.Subtract(before)) == 0 {
		c.Report.Receipted++
		return nil
	}
	if err := c.shelf.SaveReceipt(receipt); err != nil {
		return fmt.Errorf("save receipt: %w", err)
	}
	c.signed[receipt.Stream] = receipt.Numbers
	c.Report.Receipted++
	return nil
}

func (c *Call) helloAnswered(body []byte) error {
	a, err := DecodeAnswer(body)
	if err != nil {
		return fmt.Errorf("%w: %w", errNotPeer, err)
	}
	if a.Receiver != c.peer.ID || !a.Verify(c.nonce, c.peer.Key) {
		return errNotPeer
	}
	c.Report.PeerTime = a.Time
	for _, receipt := range a.Receipts {
		if err := c.save(receipt); err != nil {
			return err
		}
	}
	for hash := range c.sent {
		c.noteTaken(hash)
	}
	supplied, err := c.serve(a)
	if err != nil {
		return err
	}
	if c.full {
		c.sent = map[[32]byte]SegmentRef{} // what this did not sign for waits over there
	}
	if (a.AskHeads || c.full && supplied) && c.rounds < maxRounds {
		c.closing = true
		return nil
	}
	if err := c.sendWaiting(a); err != nil {
		return err
	}
	c.Report.Agreed = c.plain && !a.AskHeads && len(a.Wanted) == 0 && len(c.queue) == 0
	return nil
}
