package replication

import (
	"crypto/ed25519"
	"errors"
	"fmt"

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

// Request is one idempotent message to the peer.
type Request struct {
	Verb Verb
	Hash [32]byte
	Hub  school.ID
	Body []byte
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
	self   school.ID
	peer   Peer
	shelf  Shelf
	nonce  [8]byte
	budget uint64
	queue  []Request
	rounds int
	plain  bool // the last Hello carried no segments, so that its sums say everything
	asked  map[[32]byte]bool
	stale  map[[32]byte]bool             // sent again because they were blanked
	again  []Request                     // segments whose hub's key we are asking for
	bare   bool                          // no Hello carries segments
	signed map[SegmentStream]crdt.Ranges // what receipts of this call name
	Report Report
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
	// maxRounds bounds the Hellos of one exchange.
	maxRounds = 3
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
	c.plain = len(h.Inline) == 0
	c.queue = append([]Request{{Verb: VerbHello, Body: h.AppendBinary(nil)}}, c.queue...)
	return nil
}

// inlineLimit is how much travels with the first message: what one lost packet
// train may cost.
const inlineLimit = 9 << 10

func (c *Call) inline() ([][]byte, error) {
	waiting, err := c.shelf.Waiting(c.peer.ID, 4)
	if err != nil {
		return nil, fmt.Errorf("read waiting segments: %w", err)
	}
	var out [][]byte
	size := 0
	for _, ref := range waiting {
		if size += ref.Size; size > inlineLimit && len(out) > 0 || ref.Size > MaxInline {
			break
		}
		body, ok, err := c.shelf.Segment(ref.Hash)
		if err != nil {
			return nil, fmt.Errorf("read segment: %w", err)
		}
		if ok {
			out = append(out, body)
			c.Report.Sent++
		}
	}
	return out, nil
}

// Next returns the next request to send; ok is false when none is left. Several
// may be on their way at once, except that nothing is sent beside a Hello.
func (c *Call) Next() (Request, bool) {
	if len(c.queue) == 0 {
		return Request{}, false
	}
	r := c.queue[0]
	c.queue = c.queue[1:]
	c.Report.BytesUp += int64(len(r.Body))
	return r, true
}

// errNotPeer is what a captive portal or another cloud comes to.
var errNotPeer = errors.New("the answer was not signed by our cloud")

// Failed notes that a request came to nothing. A failed Hello ends the call;
// anything else only itself.
func (c *Call) Failed(r Request, err error) {
	if code := school.ErrorCode(err); c.stale[r.Hash] && (code == school.CodeForbidden || code == school.CodeNotFound) {
		if c.delivered(r.Hash) == nil {
			return // the peer holds nothing that could be blanked
		}
	}
	c.Report.Failed++
	c.Report.LastErr = err
	if r.Verb == VerbHello {
		c.queue = nil
	}
}

// Answered takes the body that came back for r. The error says why it was of no
// use; it has already been counted.
func (c *Call) Answered(r Request, body []byte) error {
	c.Report.BytesDown += int64(len(body))
	err := c.answered(r, body)
	if err != nil {
		c.Failed(r, err)
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
		return c.save(receipt)
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
		request = Request{Verb: VerbGetDirectory, Hub: hub}
		copy(key[:], hub[:])
	case lack.Waits():
		request = Request{Verb: VerbGetCatalogue, Hash: lack.Catalogue}
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
	if err := c.serve(a); err != nil {
		return err
	}
	if a.AskHeads && c.rounds < maxRounds {
		return c.hello(true)
	}
	if err := c.sendWaiting(a); err != nil {
		return err
	}
	c.Report.Agreed = c.plain && !a.AskHeads && len(a.Wanted) == 0 && len(c.queue) == 0
	return nil
}

// serve queues what the peer's answer asks for.
func (c *Call) serve(a *Answer) error {
	for _, hash := range a.Needs {
		body, ok, err := c.shelf.Catalogue(hash)
		if err != nil {
			return fmt.Errorf("read catalogue: %w", err)
		}
		if ok {
			c.queue = append(c.queue, Request{Verb: VerbPutCatalogue, Hash: hash, Body: body})
		}
	}
	body, count, err := c.shelf.Directory(a.Directory)
	if err != nil {
		return fmt.Errorf("read directory: %w", err)
	}
	if count > a.Directory && len(a.Wanted) > 0 {
		c.queue = append(c.queue, Request{Verb: VerbPutDirectory, Hub: c.self, Body: body})
	}
	for _, offer := range a.Offers {
		c.queue = append(c.queue, Request{Verb: VerbGetSegment, Hash: offer.Hash})
	}
	return nil
}

// sendWaiting queues the segments the peer has not signed for.
func (c *Call) sendWaiting(a *Answer) error {
	waiting, err := c.shelf.Waiting(c.peer.ID, callSegments)
	if err != nil {
		return fmt.Errorf("read waiting segments: %w", err)
	}
	c.Report.WaitingSegments = len(waiting)
	for _, ref := range append(waiting, c.wanted(a, waiting)...) {
		body, ok, err := c.shelf.Segment(ref.Hash)
		if err != nil {
			return fmt.Errorf("read segment: %w", err)
		}
		if ok && !c.asked[ref.Hash] {
			c.asked[ref.Hash] = true
			c.queue = append(c.queue, Request{Verb: VerbPutSegment, Hash: ref.Hash, Body: body})
			c.Report.Sent++
		}
	}
	return c.sendBlanked()
}

// sendBlanked queues the segments whose content was erased since the peer took them.
func (c *Call) sendBlanked() error {
	redactor, ok := c.shelf.(Redactor)
	if !ok {
		return nil
	}
	refs, err := redactor.Stale(c.peer.ID, callSegments)
	if err != nil {
		return fmt.Errorf("read blanked segments: %w", err)
	}
	for _, ref := range refs {
		if c.asked[ref.Hash] {
			continue // on its way for the first time, blanked already
		}
		body, ok, err := c.shelf.Segment(ref.Hash)
		if err != nil {
			return fmt.Errorf("read segment: %w", err)
		}
		if ok {
			c.asked[ref.Hash], c.stale[ref.Hash] = true, true
			c.queue = append(c.queue, Request{Verb: VerbPutSegment, Hash: ref.Hash, Body: body})
			c.Report.Sent++
		}
	}
	return nil
}

// redelivered takes the peer's receipt for a blanked segment, which may be a sister's.
func (c *Call) redelivered(receipt Receipt, hash [32]byte) error {
	if receipt.Receiver != c.peer.ID || !receipt.Verify(c.peer.Key) {
		return errNotPeer
	}
	return c.delivered(hash)
}

func (c *Call) delivered(hash [32]byte) error {
	redactor, ok := c.shelf.(Redactor)
	if !ok {
		return nil
	}
	if err := redactor.Delivered(c.peer.ID, hash); err != nil {
		return fmt.Errorf("note a blanked segment: %w", err)
	}
	return nil
}

// wanted returns segments that we believe receipted and the peer says it lacks:
// its disk was restored, or ours speaks of another time.
func (c *Call) wanted(a *Answer, waiting []SegmentRef) []SegmentRef {
	if len(a.Wanted) == 0 {
		return nil
	}
	holdings, err := c.shelf.Holdings(c.self)
	if err != nil {
		return nil
	}
	have := map[[32]byte]bool{}
	for _, ref := range waiting {
		have[ref.Hash] = true
	}
	var out []SegmentRef
	for _, head := range a.Wanted {
		for _, holding := range holdings {
			if holding.SegmentStream != head.SegmentStream {
				continue
			}
			for _, ref := range holding.Refs {
				if head.Numbers.Contains(ref.Number) && !have[ref.Hash] {
					out = append(out, ref)
				}
			}
		}
	}
	return out
}
