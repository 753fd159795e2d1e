package stick

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/hpke"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"darasa/internal/school"
)

// A file: magic, reader, encapsulated key, then frames. A frame is the length of
// its ciphertext in four bytes and the ciphertext of a mark and a part. HPKE numbers
// the frames, so that none can be dropped, doubled or moved; the last one's mark says
// that the file is whole.
const (
	magic      = "darasaS0"
	headerSize = len(magic) + 8 + 32
	tagSize    = 16

	markMore = 1
	markLast = 0
)

// ErrNotForUs says that a file is sealed to another reader.
var ErrNotForUs = errors.New("the file is sealed to another reader")

// errCut is what a file that was copied half, or pulled out early, comes to.
var errCut = school.Errorf(school.CodeInvalid, "the file is not whole; copy it again")

// writer seals parts to one reader.
type writer struct {
	out    *bufio.Writer
	sender *hpke.Sender
	size   int64
}

func newWriter(out io.Writer, to ed25519.PublicKey) (*writer, error) {
	public, err := sealTo(to)
	if err != nil {
		return nil, err
	}
	encapsulated, sender, err := hpke.NewSender(public, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), []byte(magic))
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	w := &writer{out: bufio.NewWriterSize(out, 1<<16), sender: sender}
	name := reader(public)
	return w, w.write([]byte(magic), name[:], encapsulated)
}

func (w *writer) write(pieces ...[]byte) error {
	for _, piece := range pieces {
		n, err := w.out.Write(piece)
		w.size += int64(n)
		if err != nil {
			return fmt.Errorf("write: %w", err)
		}
	}
	return nil
}

func (w *writer) frame(mark byte, part []byte) error {
	sealed, err := w.sender.Seal(nil, append([]byte{mark}, part...))
	if err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	return w.write(binary.BigEndian.AppendUint32(nil, uint32(len(sealed))), sealed)
}

// Put appends one part.
func (w *writer) Put(part []byte) error { return w.frame(markMore, part) }

// finish marks the file whole.
func (w *writer) finish() error {
	if err := w.frame(markLast, nil); err != nil {
		return err
	}
	if err := w.out.Flush(); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}

// Read opens a sealed file and hands its parts, of at most limit bytes each, to take
// in their order. It returns ErrNotForUs for another reader's file, what take
// returned, and a school.Error for anything that is not such a file. A file that
// was cut gives the parts before the cut and then an error.
func Read(in io.Reader, us ed25519.PrivateKey, limit int, take func(part []byte) error) error {
	key, err := opener(us)
	if err != nil {
		return err
	}
	buffered := bufio.NewReaderSize(in, 1<<16)
	var header [headerSize]byte
	if _, err := io.ReadFull(buffered, header[:]); err != nil {
		return errCut
	}
	if !bytes.Equal(header[:len(magic)], []byte(magic)) {
		return school.Errorf(school.CodeInvalid, "the file is not a bundle of this version")
	}
	if name := reader(key.PublicKey()); !bytes.Equal(header[len(magic):len(magic)+8], name[:]) {
		return ErrNotForUs
	}
	recipient, err := hpke.NewRecipient(header[len(magic)+8:], key, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), []byte(magic))
	if err != nil {
		return school.Errorf(school.CodeInvalid, "the file is damaged: its key cannot be read")
	}
	for {
		mark, part, err := readFrame(buffered, recipient, limit)
		switch {
		case err != nil:
			return err
		case mark == markLast:
			return nil
		}
		if err := take(part); err != nil {
			return err
		}
	}
}

func readFrame(in io.Reader, recipient *hpke.Recipient, limit int) (mark byte, part []byte, err error) {
	var size [4]byte
	if _, err := io.ReadFull(in, size[:]); err != nil {
		return 0, nil, errCut
	}
	length := binary.BigEndian.Uint32(size[:])
	if length <= tagSize || int64(length) > int64(limit)+1+tagSize {
		return 0, nil, school.Errorf(school.CodeInvalid, "the file is damaged: a part of %d bytes", length)
	}
	// The length is not trusted with memory before the bytes are there.
	var sealed bytes.Buffer
	if n, err := io.CopyN(&sealed, in, int64(length)); err != nil || n != int64(length) {
		return 0, nil, errCut
	}
	plain, err := recipient.Open(nil, sealed.Bytes())
	if err != nil {
		return 0, nil, school.Errorf(school.CodeInvalid, "the file is damaged: a part does not open")
	}
	return plain[0], plain[1:], nil
}
