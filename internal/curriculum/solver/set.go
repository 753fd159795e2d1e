package solver

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// mostParts of a bar can be told apart on the smallest screen.
const mostParts = 12

// colourable reports whether an answer is some parts of the drawn bar, not none.
func (g *generator) colourable(in *instance, text string) bool {
	filled, parts, _ := strings.Cut(text, "/")
	n, err1 := strconv.Atoi(filled)
	of, err2 := strconv.Atoi(parts)
	return err1 == nil && err2 == nil && isPart(text) && parts == show(in.Values[g.Layout["parts"]]) && n >= 1 && n <= of && of <= mostParts
}

// settable reports whether the hands can be moved to a time: an hour of the face, and
// minutes the long hand stops at.
func (g *generator) settable(in *instance, text string) bool {
	step, err := strconv.Atoi(show(in.Values[g.Layout["step"]]))
	all, fault := minutes(text)
	return err == nil && fault == nil && (step == 1 || step == 5) && all%60%step == 0 && all >= 60 && all < 13*60
}

// shade colours one part of the bar after the other until as much of it has colour as
// the stem asks for.
func (v *exerciseView) shade() (string, error) {
	var asked []island
	for _, text := range v.stem {
		asked = append(asked, islands(text)...)
	}
	if len(asked) != 1 || v.format != "bar" {
		return "", errors.New("the stem does not ask to colour one part of a bar")
	}
	if err := v.drawn("shade"); err != nil {
		return "", err
	}
	want, err := evaluate(asked[0])
	if err != nil {
		return "", err
	}
	parts, err := v.whole("parts", 2, mostParts)
	if err != nil {
		return "", err
	}
	for n := 1; n <= parts; n++ {
		if big.NewRat(int64(n), int64(parts)).Cmp(want) == 0 {
			return fmt.Sprintf("%d/%d", n, parts), nil
		}
	}
	return "", fmt.Errorf("no number of the %d parts is %s of the bar", parts, asked[0])
}

// setClock turns the long hand on from twelve, minute by minute, until both hands stand
// as the time in the stem says.
func (v *exerciseView) setClock() (string, error) {
	n, err := v.stemNumbers(1)
	if err != nil {
		return "", err
	}
	if err := v.drawn("hands"); err != nil || v.format != "clock" {
		return "", fmt.Errorf("there are no hands to set (%w)", err)
	}
	step, err := v.whole("step", 1, 5)
	if err != nil {
		return "", err
	}
	hour, minute, err := hands(n[0])
	if err != nil {
		return "", err
	}
	for turned := 0; turned < 720; turned += step {
		if turned == hour && turned%60 == minute {
			return fmt.Sprintf("%d:%02d", (turned/60+11)%12+1, turned%60), nil
		}
	}
	return "", fmt.Errorf("the hands never stand at %s", n[0])
}
