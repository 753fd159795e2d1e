package classroom

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"

	"darasa/internal/crdt"
	"darasa/internal/school"
)

// MaxDevices is how many tablets a hub enrols in its life; beyond it somebody
// plays with the QR.
const MaxDevices = 2000

// Device is an enrolled tablet.
type Device struct {
	Number uint32 // on its sticker
	Writer crdt.Writer
}

// Enrolled is what a tablet keeps: its place and the bearer secret that nobody can
// read again.
type Enrolled struct {
	Device
	Secret string
}

// Again is what a tablet knows of an earlier enrolment at this hub.
type Again struct {
	Number uint32
	Secret string
}

func (c *Class) loadDevices(ctx context.Context) error {
	numbers, err := c.Facts.Registers(ctx, school.NounDevice, school.DeviceNumber, school.ID{})
	if err != nil {
		return err
	}
	tokens, err := c.Facts.Registers(ctx, school.NounDevice, school.DeviceToken, school.ID{})
	if err != nil {
		return err
	}
	byEntity := map[school.ID]uint32{}
	for _, e := range numbers {
		n, size := binary.Uvarint(e.Value)
		if size <= 0 || n == 0 || n > 1<<31 {
			continue
		}
		byEntity[e.Entity] = uint32(n)
		c.number = max(c.number, uint32(n))
	}
	for _, e := range tokens {
		if n, ok := byEntity[e.Entity]; ok && len(e.Value) == 32 {
			c.devices[[32]byte(e.Value)] = c.device(n)
		}
	}
	return nil
}

func (c *Class) device(number uint32) Device {
	return Device{Number: number, Writer: crdt.Writer{Hub: c.Hub, Device: number}}
}

// Enrol makes a tablet known: it gets the next number and a bearer secret of 256
// bits. A tablet that was enrolled here before, at a hub that has since lost its
// memory, names its earlier number and secret and gets them back, so that it can
// refill the hub with the answers it still holds. A wrong token is
// school.CodeForbidden, an earlier number that is another tablet's now
// school.CodeConflict.
func (c *Class) Enrol(ctx context.Context, token string, again *Again) (Enrolled, error) {
	got, want := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(c.Token))
	if c.Token == "" || subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
		return Enrolled{}, school.Errorf(school.CodeForbidden, "this code does not open this hub; scan the one on its poster")
	}
	c.enrolling.Lock()
	defer c.enrolling.Unlock()
	if again != nil {
		return c.enrolAgain(ctx, *again)
	}
	if c.number >= MaxDevices {
		return Enrolled{}, school.Errorf(school.CodeLimit, "this hub has enrolled %d tablets already", MaxDevices)
	}
	var secret [32]byte
	if _, err := io.ReadFull(c.Random, secret[:]); err != nil {
		return Enrolled{}, fmt.Errorf("draw secret: %w", err)
	}
	return c.register(ctx, c.number+1, secret)
}

func (c *Class) enrolAgain(ctx context.Context, again Again) (Enrolled, error) {
	raw, err := base64.RawURLEncoding.DecodeString(again.Secret)
	if err != nil || len(raw) != 32 || again.Number == 0 || again.Number > MaxDevices {
		return Enrolled{}, school.Errorf(school.CodeInvalid, "an earlier enrolment is a device number and its secret")
	}
	secret := [32]byte(raw)
	if known, ok := c.ByBearer(again.Secret); ok {
		if known.Number != again.Number {
			return Enrolled{}, school.Errorf(school.CodeConflict, "that secret belongs to another tablet")
		}
		return Enrolled{Device: known, Secret: again.Secret}, nil
	}
	c.mu.Lock()
	taken := false
	for _, d := range c.devices {
		taken = taken || d.Number == again.Number
	}
	c.mu.Unlock()
	if taken {
		return Enrolled{}, school.Errorf(school.CodeConflict, "tablet %d is another one now; enrol as a new tablet", again.Number)
	}
	return c.register(ctx, again.Number, secret)
}

// register writes the number before the secret: a number without a secret is only
// never used again, a secret without a number would be a tablet nobody can find.
func (c *Class) register(ctx context.Context, number uint32, secret [32]byte) (Enrolled, error) {
	stamp := c.Time.Stamp()
	entity, err := school.NewID(stamp.At.Tick*10, c.Random)
	if err != nil {
		return Enrolled{}, err
	}
	value := binary.AppendUvarint(nil, uint64(number))
	if err := c.Log.Write(ctx, school.AudienceSchool, set(school.NounDevice, entity, school.DeviceNumber, "", value)); err != nil {
		return Enrolled{}, fmt.Errorf("enrol device: %w", err)
	}
	hash := sha256.Sum256(secret[:])
	if err := c.Log.Write(ctx, school.AudienceHub, set(school.NounDevice, entity, school.DeviceToken, "", hash[:])); err != nil {
		return Enrolled{}, fmt.Errorf("enrol device: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.number = max(c.number, number)
	c.devices[hash] = c.device(number)
	return Enrolled{Device: c.devices[hash], Secret: base64.RawURLEncoding.EncodeToString(secret[:])}, nil
}

// ByBearer returns the tablet whose bearer secret this is.
func (c *Class) ByBearer(secret string) (Device, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(secret)
	if err != nil || len(raw) != 32 {
		return Device{}, false
	}
	hash := sha256.Sum256(raw)
	c.mu.Lock()
	defer c.mu.Unlock()
	d, ok := c.devices[hash]
	return d, ok
}
