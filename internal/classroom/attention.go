package classroom

// Attention is what of the log needs somebody's eye: what waits, what was refused,
// what is missing, and what was repaired. Lists are bounded. Times are ticks, 0 for
// unknown.
type Attention struct {
	Now      int64          `json:"now"`
	Waiting  Waiting        `json:"waiting"`
	Held     []HeldGroup    `json:"held"`
	Segments []WaitingGroup `json:"segments"`
	Refused  []RefusedGroup `json:"refused"`
	Alarms   []AlarmGroup   `json:"alarms"`
	Lost     []LostRange    `json:"lost"`
	Copies   []OtherCopy    `json:"copies"`
	Repairs  []Repair       `json:"repairs"`
}

// Waiting is what no second holder has signed for.
type Waiting struct {
	Ops     int64 `json:"ops"`
	Bytes   int64 `json:"bytes"`   // of their segments; those to be cut are estimated
	Since   int64 `json:"since"`   // the oldest of them
	Seconds int64 `json:"seconds"` // handing over takes, at the pace of the last exchange
}

// HeldGroup is ops that are durable and have no effect yet, for one reason.
type HeldGroup struct {
	Reason string `json:"reason"`
	Ops    int64  `json:"ops"`
	Since  int64  `json:"since"`
}

// WaitingGroup is kept segments that cannot be read yet, for one reason.
type WaitingGroup struct {
	Lacks    string `json:"lacks"` // "directory" or "catalogue"
	Segments int64  `json:"segments"`
	Ops      int64  `json:"ops"`
}

// RefusedGroup is texts that were no ops, of one source and cause.
type RefusedGroup struct {
	Source  string `json:"source"` // a stream, or what of the hub itself
	Code    string `json:"code"`
	Message string `json:"message"`
	Texts   int64  `json:"texts"`
	At      int64  `json:"at"` // the newest
}

// AlarmGroup is numbers of one writer that were used twice with different content.
type AlarmGroup struct {
	Device uint32 `json:"device"` // 0 for a hub itself
	Ops    int64  `json:"ops"`
}

// LostRange is numbers a writer gave that are not here and nobody has offered yet.
type LostRange struct {
	Device   uint32 `json:"device"` // 0 for a hub itself
	Epoch    uint32 `json:"epoch"`
	Audience string `json:"audience"`
	From     uint64 `json:"from"`
	To       uint64 `json:"to"`
}

// OtherCopy is a run of this hub that its own store knows nothing of.
type OtherCopy struct {
	Epoch    uint32 `json:"epoch"`
	Segments int64  `json:"segments"` // of it that are here now
	Since    int64  `json:"since"`    // the first one's arrival
	Live     bool   `json:"live"`     // it wrote although we had had all there was: a clone is at work
}

// Repair is one time that a damaged store was set aside and built anew.
type Repair struct {
	At       int64    `json:"at"`
	File     string   `json:"file"` // the damaged one, untouched
	Causes   []string `json:"causes"`
	Segments int      `json:"segments"` // saved
	Ops      int      `json:"ops"`      // saved from the tail
	Bad      int      `json:"bad"`      // rows that could be read and not believed
}
