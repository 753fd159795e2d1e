package classroom

import (
	"context"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"darasa/internal/crdt"
	"darasa/internal/school"
	"darasa/internal/seal"
	"darasa/internal/tutor"
)

// Config is everything a class needs.
type Config struct {
	Hub     school.ID
	Demo    bool     // all learners are invented
	Secret  [32]byte // from the key file beside the database
	Token   string   // what the QR on the wall carries; enrols tablets
	School  []byte   // secret of the school; empty: nothing is shared with other hubs
	Log     Log
	Facts   Facts
	Desk    Desk
	Vault   Vault
	Time    Time
	Random  io.Reader
	Content Content
	Live    Live
}

// Class carries out the use cases of one hub. Its methods are safe for concurrent
// use. Errors for people are school.Error; everything else is the store's.
type Class struct {
	Config
	keys    keys
	hashing chan struct{} // room for password hashes running at once
	applied atomic.Int64
	newest  atomic.Pointer[hashed]
	waiting atomic.Int64 // password checks that run or wait

	mu      sync.Mutex
	schools []seal.Key          // the school's key for values, and those it had in this run
	devices map[[32]byte]Device // by hash of bearer
	number  uint32              // largest device number given
	roster  *Roster
	stale   bool // roster must be read anew
	reading *rosterReading
	// how often it was changed here, so that no older reading is kept
	rosterWrites int
	notes        *notes
	// how often notes were written here, so that no older reading is kept
	noteWrites int
	waits      map[string]wait
	letIns     map[school.ID]letIn
	seats      map[school.ID]*seat
	clocks     map[uint32]uint32 // per device, the run whose calendar was noted last
	refusals   int               // texts kept in this run

	settled   atomic.Bool // somebody may sign in here
	setting   sync.Mutex  // a hub is set up by one at a time; guards setup
	setup     string      // the code that sets an empty hub up, empty until drawn
	enrolling sync.Mutex  // numbers are given one at a time
	listing   sync.Mutex  // the class list is changed by one at a time
	tutoring  sync.Mutex  // guards tutor
	tutor     *tutor.Tutor
	locks     [64]sync.Mutex // by learner or account, see lock
}

// wait says until when, on the hub's monotonic clock, an account must wait.
type wait struct{ until int64 }

// Open prepares the class: it reads the devices it knows.
func Open(ctx context.Context, config Config) (*Class, error) {
	c := &Class{
		Config: config, hashing: make(chan struct{}, 2),
		devices: map[[32]byte]Device{}, stale: true,
		waits: map[string]wait{}, letIns: map[school.ID]letIn{}, seats: map[school.ID]*seat{}, clocks: map[uint32]uint32{},
	}
	var err error
	if c.keys, err = newKeys(config.Secret); err != nil {
		return nil, err
	}
	if c.tutor, err = config.Content.NewTutor(); err != nil {
		return nil, fmt.Errorf("open class: %w", err)
	}
	if err := c.loadDevices(ctx); err != nil {
		return nil, fmt.Errorf("open class: %w", err)
	}
	if err := c.openSchool(ctx); err != nil {
		return nil, fmt.Errorf("open class: %w", err)
	}
	return c, nil
}

// lock serialises what happens to one account, so that forty tries at once count
// as forty.
func (c *Class) lock(account string) *sync.Mutex {
	h := uint32(2166136261)
	for i := range len(account) {
		h = (h ^ uint32(account[i])) * 16777619
	}
	return &c.locks[h%uint32(len(c.locks))]
}

// mono returns ticks of the hub's monotonic clock.
func (c *Class) mono() int64 { return c.Time.Stamp().Mono }

// day returns the number of the day by the hub's clock.
func (c *Class) day() int64 { return c.Time.Stamp().At.Tick / school.TicksPerDay }

// set makes an op that sets a register, for Log.Write.
func set(noun school.Noun, entity school.ID, field school.Field, key string, value []byte) *crdt.Op {
	return &crdt.Op{Kind: crdt.KindSet, Register: &crdt.Register{Noun: noun, Entity: entity, Field: field, Key: key, Value: value}}
}
