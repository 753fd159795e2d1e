package replication

import (
	"crypto/ed25519"
	"fmt"
	"slices"

	"darasa/internal/crdt"
	"darasa/internal/planted"
	"darasa/internal/school"
)

// Responder answers exchanges. It holds no state between calls: everything it
// knows is on its shelf, so any replica of a cloud may answer any call.
type Responder struct {
	Self  school.ID
	Shelf Receiver
	Store Sender // for sister segments and their bytes
	Sign  func(message []byte) []byte
	Now   func() int64 // trusted time in ticks since 1970, 0 when there is none
}

// Hello answers the opening of an exchange by peer, whom the transport has
// authenticated. A Hello in another's name is refused.
func (r *Responder) Hello(peer school.ID, h *Hello) (*Answer, error) {
	if h.Peer != peer {
		return nil, school.Errorf(school.CodeForbidden, "this token belongs to another hub")
	}
	a := &Answer{Receiver: r.Self, Time: r.Now()}
	touched := map[SegmentStream]bool{}
	inline := map[[32]byte]bool{}
	for _, body := range h.Inline {
		ref, lack, err := r.Shelf.Receive(peer, body)
		if err != nil || lack.Key {
			continue // the good beside it goes on; the caller learns by the missing receipt
		}
		touched[ref.SegmentStream] = true
		inline[ref.Hash] = true
	}
	holdings, err := r.holdings(peer)
	if err != nil {
		return nil, err
	}
	own := h.Own // what we should be able to read of the caller by now
	var sisters Summary
	unread := false
	for _, holding := range holdings {
		if holding.Hub != peer {
			sisters = addSummary(sisters, holding.Summary())
			continue
		}
		unread = unread || len(holding.Unread) > 0
		vouched := holding.Vouched()
		a.Own = addSummary(a.Own, vouched.Summary())
		for _, ref := range vouched.Refs {
			if inline[ref.Hash] {
				own = own.Add(ref.Hash)
			}
		}
	}
	r.receipts(a, holdings, touched)
	if h.Full {
		r.compare(a, peer, h, holdings)
	} else {
		differ := (own != a.Own || unread) && (len(h.Inline) == 0 || !planted.On(planted.BusyNeverAsks))
		a.AskHeads = (differ || h.Sisters != sisters) && !planted.On(planted.NeverAsksHeads)
	}
	if a.Directory, err = r.Shelf.Known(peer); err != nil {
		return nil, fmt.Errorf("read directory: %w", err)
	}
	if a.Needs, err = r.Shelf.Lacking(peer); err != nil {
		return nil, fmt.Errorf("read needs: %w", err)
	}
	a.Sign(h.Nonce, r.Sign)
	return a, nil
}

// holdings reads what we hold. What waits and need not any more is read first.
func (r *Responder) holdings(peer school.ID) ([]Holding, error) {
	for tried := false; ; tried = true {
		holdings, err := r.Shelf.Holdings(peer)
		if err != nil {
			return nil, fmt.Errorf("read holdings: %w", err)
		}
		if tried || !slices.ContainsFunc(holdings, func(h Holding) bool { return len(h.Unread) > 0 }) {
			return holdings, nil
		}
		if err := r.Shelf.Retry(peer); err != nil {
			return nil, fmt.Errorf("read what waits: %w", err)
		}
	}
}

func addSummary(a, b Summary) Summary {
	return Summary{Count: a.Count + b.Count, Digest: a.Digest + b.Digest}
}

// receipts signs for the streams that just grew and, when heads came, for all of
// the caller's.
func (r *Responder) receipts(a *Answer, holdings []Holding, touched map[SegmentStream]bool) {
	for _, holding := range holdings {
		if touched[holding.SegmentStream] && len(a.Receipts) < maxReceipts {
			a.Receipts = append(a.Receipts, r.receipt(holding))
		}
	}
}

func (r *Responder) receipt(holding Holding) Receipt {
	holding = holding.Vouched()
	receipt := Receipt{
		Receiver: r.Self, Stream: holding.SegmentStream, Numbers: holding.Numbers, Digest: holding.Summary().Digest,
	}
	if planted.On(planted.ReceiptTooWide) {
		receipt.Numbers = crdt.Ranges{{From: 1, To: holding.Numbers.Max() + 3}}
	}
	receipt.Sign(r.Sign)
	return receipt
}

// compare works out, from the caller's heads, what we want of it and what it may
// want of us, within its budget: segments of sisters, and its own when it lost them.
// What we hold of the caller and cannot read is wanted too, so that its list comes.
func (r *Responder) compare(a *Answer, peer school.ID, h *Hello, holdings []Holding) {
	theirs := map[SegmentStream]crdt.Ranges{}
	for _, head := range h.Heads {
		theirs[head.SegmentStream] = head.Numbers
	}
	ours := map[SegmentStream]crdt.Ranges{}
	budget := h.Budget
	for _, holding := range holdings {
		ours[holding.SegmentStream] = holding.Vouched().Numbers
		if holding.Hub == peer {
			if len(a.Receipts) < maxReceipts {
				a.Receipts = append(a.Receipts, r.receipt(holding))
			}
		}
		for _, ref := range holding.Refs {
			if planted.On(planted.OwnNotOffered) && holding.Hub == peer {
				break
			}
			if theirs[holding.SegmentStream].Contains(ref.Number) || len(a.Offers) >= maxOffers || uint64(ref.Size) > budget {
				continue
			}
			budget -= uint64(ref.Size)
			a.Offers = append(a.Offers, ref)
		}
	}
	for _, head := range h.Heads {
		if head.Hub != peer {
			continue
		}
		if lacking := head.Numbers.Subtract(ours[head.SegmentStream]); len(lacking) > 0 {
			a.Wanted = append(a.Wanted, Head{SegmentStream: head.SegmentStream, Numbers: lacking})
		}
	}
}

// Put takes one segment and signs for what we now hold of its stream.
func (r *Responder) Put(peer school.ID, body []byte) (Receipt, Lack, error) {
	ref, lack, err := r.Shelf.Receive(peer, body)
	if err == nil && lack.Key {
		err = school.Errorf(school.CodeForbidden, "hub %s is not known here", ref.Hub.Short())
	}
	if err != nil {
		return Receipt{}, lack, err
	}
	holding, err := r.Shelf.HoldingOf(peer, ref.SegmentStream)
	if err != nil {
		return Receipt{}, lack, fmt.Errorf("read holding: %w", err)
	}
	if len(holding.Refs) == 0 {
		return Receipt{}, lack, fmt.Errorf("segment %x was received and is not held", ref.Hash[:8])
	}
	return r.receipt(holding), lack, nil
}

// HubKey vouches for the key of a sister hub that peer may hear of.
func (r *Responder) HubKey(peer, hub school.ID) (HubKey, error) {
	key, err := r.Shelf.KeyOf(peer, hub)
	if err != nil {
		return HubKey{}, err
	}
	k := HubKey{Hub: hub, Key: [ed25519.PublicKeySize]byte(key)}
	copy(k.Signature[:], r.Sign(k.message()))
	return k, nil
}

// Get returns a sister's segment that peer may see.
func (r *Responder) Get(peer school.ID, hash [32]byte) ([]byte, error) {
	holdings, err := r.Shelf.Holdings(peer)
	if err != nil {
		return nil, fmt.Errorf("read holdings: %w", err)
	}
	for _, holding := range holdings {
		for _, ref := range holding.Refs {
			if ref.Hash != hash {
				continue
			}
			body, ok, err := r.Store.Segment(hash)
			if err == nil && ok {
				return body, nil
			}
			return nil, fmt.Errorf("read segment: %w", err)
		}
	}
	return nil, school.Errorf(school.CodeNotFound, "no such segment for this school")
}
