package replication

import (
	"cmp"
	"fmt"
	"slices"
)

// serve queues what the peer's answer asks for and offers. It reports whether that may
// make segments readable over there, which are then not sent again before it said so.
func (c *Call) serve(a *Answer) (supplied bool, err error) {
	for _, hash := range a.Needs {
		body, ok, err := c.shelf.Catalogue(hash)
		if err != nil {
			return supplied, fmt.Errorf("read catalogue: %w", err)
		}
		if ok && !c.given[hash] {
			c.given[hash], supplied = true, true
			c.queue = append(c.queue, Request{Verb: VerbPutCatalogue, Lane: LaneWork, Hash: hash, Body: body})
		}
	}
	body, count, err := c.shelf.Directory(a.Directory)
	if err != nil {
		return supplied, fmt.Errorf("read directory: %w", err)
	}
	c.lacks = len(a.Needs) > 0 || count > a.Directory
	if list := [32]byte{}; count > a.Directory && c.canHelp(a.Wanted) && !c.given[list] {
		c.given[list], supplied = true, true
		c.queue = append(c.queue, Request{Verb: VerbPutDirectory, Hub: c.self, Body: body})
	}
	for _, offer := range a.Offers {
		if !c.asked[offer.Hash] {
			c.asked[offer.Hash] = true
			c.queue = append(c.queue, Request{Verb: VerbGetSegment, Lane: LaneFetch, Hash: offer.Hash, Size: offer.Size})
		}
	}
	return supplied, nil
}

// canHelp reports whether something wanted of us is something we can read ourselves.
func (c *Call) canHelp(wanted []Head) bool {
	return slices.ContainsFunc(wanted, func(h Head) bool {
		lacking := h.Numbers.Subtract(c.ours[h.SegmentStream])
		return lacking.Count() < h.Numbers.Count()
	})
}

// sendWaiting queues the segments the peer has not signed for.
func (c *Call) sendWaiting(a *Answer) error {
	waiting, err := c.shelf.Waiting(c.peer.ID, maxBacklog)
	if err != nil {
		return fmt.Errorf("read waiting segments: %w", err)
	}
	c.Report.WaitingSegments = len(waiting)
	if len(waiting) >= backlogFrom {
		if err := c.bringList(a); err != nil {
			return err
		}
		newestFirst(waiting)
	}
	waiting = waiting[:min(len(waiting), callSegments)]
	rester, _ := c.shelf.(Rester)
	for _, ref := range append(waiting, c.wanted(a, waiting)...) {
		if rester != nil && (rester.Rests(ref.Hash) || c.lacks && rester.HasTaken(ref.Hash)) {
			continue // the same bytes again would change nothing
		}
		body, ok, err := c.shelf.Segment(ref.Hash)
		if err != nil {
			return fmt.Errorf("read segment: %w", err)
		}
		if ok && !c.asked[ref.Hash] {
			c.asked[ref.Hash] = true
			c.sent[ref.Hash] = ref
			lane := LaneWork
			if ref.Urgent {
				lane = LaneUrgent
			}
			c.queue = append(c.queue, Request{Verb: VerbPutSegment, Lane: lane, Hash: ref.Hash, Body: body})
			c.Report.Sent++
		}
	}
	if err := c.sendBlanked(); err != nil {
		return err
	}
	slices.SortStableFunc(c.queue, func(a, b Request) int { return cmp.Compare(a.Lane, b.Lane) })
	return nil
}

// A backlog is what piles up without a link for longer than a few days. Of that the newest
// is what people wait for, so it goes first, and the list that all of it builds on before
// it: some thousand bytes beside some hundred thousand. Below that, segments bring their
// own entries of the list in the order of the log, and the list would be bytes for nothing.
const (
	backlogFrom = 16      // segments
	maxBacklog  = 1 << 16 // looked at; the next exchange goes on
)

// bringList queues what the peer lacks of our list, before all segments.
func (c *Call) bringList(a *Answer) error {
	body, count, err := c.shelf.Directory(a.Directory)
	if err != nil {
		return fmt.Errorf("read directory: %w", err)
	}
	if list := [32]byte{}; count > a.Directory && !c.given[list] {
		c.given[list] = true
		c.queue = append(c.queue, Request{Verb: VerbPutDirectory, Hub: c.self, Body: body})
	}
	return nil
}

// newestFirst turns round what waits of each audience, but for what is urgent.
func newestFirst(waiting []SegmentRef) {
	slices.SortStableFunc(waiting, func(a, b SegmentRef) int { return cmp.Compare(rank(b), rank(a)) })
	for len(waiting) > 0 {
		n := slices.IndexFunc(waiting, func(ref SegmentRef) bool { return rank(ref) != rank(waiting[0]) })
		if n < 0 {
			n = len(waiting)
		}
		if !waiting[0].Urgent {
			slices.Reverse(waiting[:n])
		}
		waiting = waiting[n:]
	}
}

func rank(ref SegmentRef) int {
	if ref.Urgent {
		return 1 << 8
	}
	return int(ref.Audience)
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
				if head.Numbers.Contains(ref.Number) && !have[ref.Hash] && c.ours[ref.SegmentStream].Contains(ref.Number) {
					out = append(out, ref)
				}
			}
		}
	}
	return out
}
