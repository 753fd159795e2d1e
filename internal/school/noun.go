package school

// Noun says what kind of entity a register or set belongs to. The numbers are
// part of the log and are never reused.
type Noun uint16

// Nouns with registers or sets of their own.
const (
	NounSchool     Noun = 1
	NounHub        Noun = 2
	NounDevice     Noun = 3
	NounClassroom  Noun = 4
	NounLearner    Noun = 5
	NounTeacher    Noun = 6
	NounEnrollment Noun = 7 // a set on a classroom: learners enrolled
	NounSession    Noun = 8 // who sat at the tablet; its entity is SessionID of the session op
	NounDecision   Noun = 9 // a person's decision about one learner and skill
	NounSkill      Noun = 10
	NounGenerator  Noun = 14 // a generator version; its key names it, its entity is zero
)

// Field numbers one register or set of an entity; its meaning depends on the
// noun. The numbers are part of the log and are never reused.
type Field uint16

// Fields of NounLearner. Name is sealed under the learner's own key.
const (
	LearnerName       Field = 1  // audience school, sealed
	LearnerAnimal     Field = 2  // audience school: name of the card's picture
	LearnerSecret     Field = 3  // audience school, sealed: the two pictures
	LearnerGrade      Field = 4  // audience school
	LearnerLanguage   Field = 5  // audience school: language the pages open in
	LearnerWave       Field = 6  // audience school: 1, 2 or 3
	LearnerHelped     Field = 7  // audience school, keyed by the hub's tick: a teacher helped; empty = taken back
	LearnerAbsent     Field = 8  // audience school: tick at which a teacher said so, as text; empty = not
	LearnerNumber     Field = 9  // audience school, sealed: the child's number on the school's own roll
	LearnerPictures   Field = 10 // audience school, sealed (of older programs: hub): the two pictures themselves, so that a card can be printed again
	LearnerTakenBack  Field = 12 // audience ministry, keyed by an observation's dot: one byte 1 = the teacher took it back; empty = it stands
	LearnerKey        Field = 13 // audience school, sealed under the school's key: the learner's own key, which erasure destroys
	LearnerSupport    Field = 15 // audience school, sealed: one byte, see SupportSlower …; a teacher's word on how she is served
	LearnerInterests  Field = 16 // audience school, sealed: names of pictures, one a line
	LearnerSameAs     Field = 17 // audience ministry: id of another record of the same child; empty = a child of her own; written by ops of kind same-as
	LearnerReflection Field = 11 // audience ministry: what she last said of a sitting; written by ops of kind reflection
)

// Fields of other nouns.
const (
	SchoolName        Field = 1 // audience school, on the zero entity: the school this hub stands in, as its teachers call it
	HubPepper         Field = 2 // audience school, sealed under the school's key: what the tags of this hub's picture secrets are made with
	HubExchange       Field = 4 // audience hub: when and how much it exchanges with its cloud, as replication.Policy writes it
	HubClassroom      Field = 3 // audience hub: id of the classroom whose list this hub shows
	HubKey            Field = 1 // audience hub: Ed25519 public key of a sister hub, vouched for by the cloud
	ClassroomName     Field = 1 // audience school
	ClassroomLearners Field = 2 // audience school: add-wins set of learner ids
	ClassroomWave     Field = 3 // audience school: one byte, the wave called to the tablets; 0 or empty = none
	ClassroomUnit     Field = 4 // audience school, keyed by grade: quarters of the practice as one byte, then skills, one a line
	ClassroomRewards  Field = 5 // audience school: one byte, 0 as usual, 1 quiet, 2 off
	TeacherName       Field = 1 // audience school, sealed under the hub's own key
	TeacherPassword   Field = 2 // audience hub: argon2id text
	DeviceNumber      Field = 1 // audience school: the number on the sticker
	DeviceToken       Field = 2 // audience hub: SHA-256 of the bearer secret
	SessionOwner      Field = 1 // audience ministry: learner id, empty = void
	SessionAssurance  Field = 2 // audience ministry: the hub's attestation, one byte
	DecisionKind      Field = 1 // audience ministry: one byte, see DecisionKnown …
	GeneratorWrong    Field = 1 // audience ministry: one byte, 1 = its answers count for nobody; written by ops of kind void
)

// Values of the register DecisionKind. They equal the kinds the tutor knows.
const (
	DecisionNone     = 0
	DecisionKnown    = 1
	DecisionNotKnown = 2
	DecisionPin      = 3
	DecisionBlock    = 4
)

// Assurance says how sure it is that the named child answered.
type Assurance uint8

// Levels of assurance, weakest first.
const (
	AssuranceCard     Assurance = 0 // a card was tapped, nothing was checked
	AssuranceOffline  Assurance = 1 // pictures entered while the hub was away
	AssurancePictures Assurance = 2 // pictures checked by the hub
	AssuranceTeacher  Assurance = 3 // the teacher let the child in
)

// Bits of the register LearnerSupport. None of them changes a goal.
const (
	SupportSlower = 1 << iota // more time before anybody is told that she is quiet; her speed says nothing
	SupportSteps              // the first step of a hint is offered without asking
	SupportCalm               // no rewards, nothing that moves
)
