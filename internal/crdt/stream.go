package crdt

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"darasa/internal/school"
)

// Writer is who authored an op: a device enrolled at a hub, or the hub itself
// (Device 0). A cloud is a hub with no devices.
type Writer struct {
	Hub    school.ID
	Device uint32
}

// Compare orders writers by hub, then device: −1, 0 or +1.
func (w Writer) Compare(other Writer) int {
	if c := w.Hub.Compare(other.Hub); c != 0 {
		return c
	}
	return cmp.Compare(w.Device, other.Device)
}

// String returns hub/device.
func (w Writer) String() string {
	return w.Hub.String() + "/" + strconv.FormatUint(uint64(w.Device), 10)
}

// Stream is one gapless sequence of ops. Epoch is drawn anew at every start of a
// program (on tablets: when their database is new), so that a restored or cloned
// image can never give a number twice.
type Stream struct {
	Writer   Writer
	Epoch    uint32
	Audience school.Audience
}

// Compare orders streams by writer, epoch, audience: −1, 0 or +1.
func (s Stream) Compare(other Stream) int {
	if c := s.Writer.Compare(other.Writer); c != 0 {
		return c
	}
	if c := cmp.Compare(s.Epoch, other.Epoch); c != 0 {
		return c
	}
	return cmp.Compare(s.Audience, other.Audience)
}

// String returns hub/device/epoch/audience.
func (s Stream) String() string {
	return fmt.Sprintf("%s/%d/%s", s.Writer, s.Epoch, s.Audience)
}

// ParseStream reads what String writes.
func ParseStream(text string) (Stream, error) {
	parts := strings.Split(text, "/")
	if len(parts) != 4 {
		return Stream{}, school.Errorf(school.CodeInvalid, "a stream is hub/device/epoch/audience, not %q", text)
	}
	hub, err := school.ParseID(parts[0])
	if err != nil {
		return Stream{}, err
	}
	device, err := strconv.ParseUint(parts[1], 10, 32)
	if err != nil {
		return Stream{}, school.Errorf(school.CodeInvalid, "device %q is not a number", parts[1])
	}
	epoch, err := strconv.ParseUint(parts[2], 10, 32)
	if err != nil {
		return Stream{}, school.Errorf(school.CodeInvalid, "epoch %q is not a number", parts[2])
	}
	audience, err := school.ParseAudience(parts[3])
	if err != nil {
		return Stream{}, err
	}
	return Stream{Writer: Writer{Hub: hub, Device: uint32(device)}, Epoch: uint32(epoch), Audience: audience}, nil
}

// Dot is an op's identity, given by its writer and kept for ever. Seq counts from 1.
type Dot struct {
	Stream
	Seq uint64
}

// Compare orders dots by stream, then number: −1, 0 or +1.
func (d Dot) Compare(other Dot) int {
	if c := d.Stream.Compare(other.Stream); c != 0 {
		return c
	}
	return cmp.Compare(d.Seq, other.Seq)
}

// String returns the stream and the number.
func (d Dot) String() string { return d.Stream.String() + "/" + strconv.FormatUint(d.Seq, 10) }
