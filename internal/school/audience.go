package school

// Audience says how far an op may travel. Each audience is a stream of its own
// with its own gapless numbers, so that a receiver which may not see one audience
// never meets a hole in another.
type Audience uint8

// The three audiences.
const (
	AudienceHub      Audience = 1 // stays on this hub
	AudienceSchool   Audience = 2 // the school's hubs and devices; through the cloud only sealed to the school's key
	AudienceMinistry Audience = 3 // pseudonymous facts and shared decisions
)

var audienceNames = [...]string{AudienceHub: "hub", AudienceSchool: "school", AudienceMinistry: "ministry"}

// Valid reports whether a is one of the three audiences.
func (a Audience) Valid() bool { return a >= AudienceHub && a <= AudienceMinistry }

// String returns hub, school or ministry.
func (a Audience) String() string {
	if !a.Valid() {
		return "unknown"
	}
	return audienceNames[a]
}

// ParseAudience reads what String writes.
func ParseAudience(s string) (Audience, error) {
	for a := AudienceHub; a.Valid(); a++ {
		if audienceNames[a] == s {
			return a, nil
		}
	}
	return 0, Errorf(CodeInvalid, "audience %q is not hub, school or ministry", s)
}
