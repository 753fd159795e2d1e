package hubapi

import (
	"context"
	"net/http"

	"darasa/internal/classroom"
	"darasa/internal/school"
	"darasa/internal/web"
)

// careJSON is how a child is served, as her tablet hears it.
type careJSON struct {
	Slower  bool   `json:"slower"`
	Steps   bool   `json:"steps"`
	Rewards string `json:"rewards"`
}

var rewardNames = [...]string{classroom.RewardsUsual: "usual", classroom.RewardsQuiet: "quiet", classroom.RewardsOff: "off"}

func fromCare(c classroom.Care) careJSON {
	return careJSON{Slower: c.Slower, Steps: c.Steps, Rewards: rewardNames[min(int(c.Rewards), len(rewardNames)-1)]}
}

// supports are the words of a support plan, in the order people are shown them.
var supports = []struct {
	name string
	bit  uint8
}{{"slower", school.SupportSlower}, {"steps", school.SupportSteps}, {"calm", school.SupportCalm}}

func fromSupport(bits uint8) []string {
	names := []string{}
	for _, s := range supports {
		if bits&s.bit != 0 {
			names = append(names, s.name)
		}
	}
	return names
}

func parseSupport(names []string) (bits uint8, err error) {
	for _, name := range names {
		found := false
		for _, s := range supports {
			if s.name == name {
				bits, found = bits|s.bit, true
			}
		}
		if !found {
			return 0, school.Errorf(school.CodeInvalid, "a support plan is slower, steps, calm, any of them or none")
		}
	}
	return bits, nil
}

func (a *API) setSupport(w http.ResponseWriter, r *http.Request) error {
	var request struct {
		Learner *school.ID `json:"learner"`
		Support *[]string  `json:"support"`
	}
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.Learner == nil || request.Support == nil {
		return school.Errorf(school.CodeInvalid, "say which learner, and which support; an empty list for none")
	}
	bits, err := parseSupport(*request.Support)
	if err != nil {
		return err
	}
	if err := a.Class.SetSupport(r.Context(), *request.Learner, bits); err != nil {
		return err
	}
	writeDone(w)
	return nil
}

func (a *API) setInterests(w http.ResponseWriter, r *http.Request) error {
	return interests(w, r, a.Class.SetInterests)
}

// chooseInterests is the child's own word, from the tablet she sits at.
func (a *API) chooseInterests(w http.ResponseWriter, r *http.Request, _ classroom.Device) error {
	return interests(w, r, a.Class.ChooseInterests)
}

func interests(w http.ResponseWriter, r *http.Request, set func(context.Context, school.ID, []string) error) error {
	var request struct {
		Learner   *school.ID `json:"learner"`
		Interests *[]string  `json:"interests"`
	}
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	if request.Learner == nil || request.Interests == nil {
		return school.Errorf(school.CodeInvalid, "say which learner, and her interests; an empty list for none")
	}
	if err := set(r.Context(), *request.Learner, *request.Interests); err != nil {
		return err
	}
	writeDone(w)
	return nil
}

func (a *API) setRewards(w http.ResponseWriter, r *http.Request) error {
	var request struct {
		Rewards string `json:"rewards"`
	}
	if err := web.ReadJSON(w, r, &request); err != nil {
		return err
	}
	for value, name := range rewardNames {
		if name == request.Rewards {
			if err := a.Class.SetRewards(r.Context(), uint8(value)); err != nil {
				return err
			}
			writeDone(w)
			return nil
		}
	}
	return school.Errorf(school.CodeInvalid, "rewards are usual, quiet or off")
}
