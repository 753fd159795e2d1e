package hubapi

import (
	"encoding/json"
	"net/http"
	"strconv"

	"darasa/internal/classroom"
	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/web"
)

type opsRequest struct {
	Protocol *int              `json:"protocol"`
	Epoch    *uint32           `json:"epoch"`
	Audience *string           `json:"audience"`
	Ops      []json.RawMessage `json:"ops"`
	Clock    *readingJSON      `json:"clock"`
	Archive  rangesJSON        `json:"archive"`
	State    *claimJSON        `json:"state"`
}

type readingJSON struct {
	Boot *uint32 `json:"boot"`
	Mono *int64  `json:"mono"`
	Wall *int64  `json:"wall"`
}

type claimJSON struct {
	Learner *school.ID `json:"learner"`
	Digest  *string    `json:"digest"`
	Plan    *uint32    `json:"plan"`
}

type opsResponse struct {
	Now        timestamp     `json:"now"`
	Boot       uint32        `json:"boot"`
	Mono       int64         `json:"mono"`
	Trusted    bool          `json:"trusted"`
	Durable    rangesJSON    `json:"durable"`
	Replicated rangesJSON    `json:"replicated"`
	Held       []heldJSON    `json:"held"`
	Refused    []refusedJSON `json:"refused"`
	Want       rangesJSON    `json:"want"`
	Plan       *planJSON     `json:"plan"`
}

type heldJSON struct {
	Seq    uint64 `json:"seq"`
	Reason string `json:"reason"`
}

type refusedJSON struct {
	Seq     uint64 `json:"seq"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// ops takes answers in. The answer is written after the commit; whatever breaks
// before leaves the tablet without an acknowledgement, and it sends again.
func (a *API) ops(w http.ResponseWriter, r *http.Request, device classroom.Device) error {
	var request opsRequest
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	batch, err := request.batch(device)
	if err != nil {
		return err
	}
	ack, err := a.Class.Submit(r.Context(), device, batch)
	if err != nil {
		return err
	}
	web.WriteJSON(w, http.StatusOK, a.fromAck(ack))
	return nil
}

func (q *opsRequest) batch(device classroom.Device) (classroom.Batch, error) {
	if q.Protocol == nil || q.Epoch == nil || q.Audience == nil {
		return classroom.Batch{}, school.Errorf(school.CodeInvalid, "the batch lacks protocol, epoch or audience")
	}
	if *q.Protocol > school.Protocol || *q.Protocol < school.Protocol-2 {
		return classroom.Batch{}, school.Errorf(school.CodeVersion, "this hub speaks protocol %d; reload the page", school.Protocol)
	}
	if len(q.Ops) > classroom.MaxOps {
		return classroom.Batch{}, school.Errorf(school.CodeLimit, "at most %d ops at once", classroom.MaxOps)
	}
	audience, err := school.ParseAudience(*q.Audience)
	if err != nil {
		return classroom.Batch{}, err
	}
	b := classroom.Batch{Stream: crdt.Stream{Writer: device.Writer, Epoch: *q.Epoch, Audience: audience}}
	for _, raw := range q.Ops {
		op, err := decodeChecked(raw, b.Stream)
		if err == nil {
			err = checkPair(op)
		}
		if err != nil {
			b.Unreadable = append(b.Unreadable, classroom.Unreadable{Seq: seqOf(raw), Err: err, Text: raw})
			continue
		}
		b.Ops = append(b.Ops, op)
	}
	if b.Archive, err = q.Archive.ranges(); err != nil {
		return classroom.Batch{}, err
	}
	if b.Clock, err = q.Clock.reading(); err != nil {
		return classroom.Batch{}, err
	}
	b.State, err = q.State.claim()
	return b, err
}

// checkPair refuses a tablet's op whose pair role says nothing: the engine would take
// it for a child's own, unaided answer.
func checkPair(op *crdt.Op) error {
	role, ok := op.Column(crdt.ColumnPairRole)
	if !ok || crdt.PairRoleValid(role) || op.Kind != crdt.KindAttempt && op.Kind != crdt.KindSession {
		return nil
	}
	return school.Errorf(school.CodeInvalid, "column 1 is 1, 2, or 2 with a vote (1 or 2) and first right (0 or 1)")
}

func (j *readingJSON) reading() (*classroom.Reading, error) {
	if j == nil {
		return nil, nil //nolint:nilnil // a batch without a clock reading is a good one
	}
	if j.Boot == nil || j.Mono == nil || j.Wall == nil {
		return nil, school.Errorf(school.CodeInvalid, "clock has boot, mono and wall")
	}
	return &classroom.Reading{Boot: *j.Boot, Mono: *j.Mono, Wall: *j.Wall}, nil
}

func (j *claimJSON) claim() (*classroom.Claim, error) {
	if j == nil {
		return nil, nil //nolint:nilnil // a batch without a claim is a good one
	}
	if j.Learner == nil || j.Digest == nil || j.Plan == nil || len(*j.Digest) != 16 {
		return nil, school.Errorf(school.CodeInvalid, "state has learner, digest (16 hexadecimal digits) and plan")
	}
	digest, err := strconv.ParseUint(*j.Digest, 16, 64)
	if err != nil {
		return nil, school.Errorf(school.CodeInvalid, "a digest is 16 hexadecimal digits")
	}
	return &classroom.Claim{Learner: *j.Learner, Digest: digest, Plan: *j.Plan}, nil
}

func (a *API) fromAck(ack classroom.Ack) opsResponse {
	response := opsResponse{
		Now: timestamp(ack.Now.At), Boot: ack.Now.Boot, Mono: ack.Now.Mono, Trusted: ack.Trusted,
		Durable: fromRanges(ack.Durable), Replicated: fromRanges(ack.Replicated), Want: fromRanges(ack.Want),
		Held: []heldJSON{}, Refused: []refusedJSON{},
	}
	for _, h := range ack.Held {
		response.Held = append(response.Held, heldJSON{Seq: h.Dot.Seq, Reason: string(h.Reason)})
	}
	for _, u := range ack.Refused {
		response.Refused = append(response.Refused, refusedJSON{Seq: u.Seq, Code: school.ErrorCode(u.Err), Message: school.ErrorMessage(u.Err)})
	}
	if ack.Plan != nil {
		plan := a.fromPlan(ack.Learner, ack.Plan, ack.Care)
		response.Plan = &plan
	}
	return response
}

type attemptsJSON struct {
	Streams  []streamJSON        `json:"streams"`
	Learners []learnerCountsJSON `json:"learners"`
}

type streamJSON struct {
	Writer   writerJSON `json:"writer"`
	Epoch    uint32     `json:"epoch"`
	Audience string     `json:"audience"`
	Ranges   rangesJSON `json:"ranges"`
}

type learnerCountsJSON struct {
	ID      school.ID `json:"id"`
	Answers int       `json:"answers"`
	Correct int       `json:"correct"`
}

// attempts lists which ops of tablets are on disk and how many answers each
// learner's state counts, so that a check from outside can prove that each
// acknowledged answer is there once.
func (a *API) attempts(w http.ResponseWriter, r *http.Request) error {
	device := uint64(0)
	if text := r.URL.Query().Get("device"); text != "" {
		var err error
		if device, err = strconv.ParseUint(text, 10, 32); err != nil {
			return school.Errorf(school.CodeInvalid, "device is a number")
		}
	}
	holdings, err := a.Class.Holdings(r.Context(), uint32(device))
	if err != nil {
		return err
	}
	body := attemptsJSON{Streams: []streamJSON{}, Learners: []learnerCountsJSON{}}
	for _, s := range holdings.Streams {
		body.Streams = append(body.Streams, streamJSON{
			Writer: fromWriter(s.Stream.Writer), Epoch: s.Stream.Epoch, Audience: s.Stream.Audience.String(), Ranges: fromRanges(s.Ranges),
		})
	}
	for _, l := range holdings.Learners {
		body.Learners = append(body.Learners, learnerCountsJSON(l))
	}
	web.WriteJSON(w, http.StatusOK, body)
	return nil
}
