package ministry_test

import (
	"encoding/json"
	"strings"
	"testing"

	"darasa/internal/ministry"
	"darasa/internal/school"
)

func titles(string) ministry.Named {
	return ministry.Named{Title: map[string]string{"en": "Add", "ur": "جمع"}, Outcomes: []string{"snc/1"}}
}

func country(learners []int, skills ...ministry.Skill) ministry.Country {
	c := ministry.Country{Skills: skills}
	for i, n := range learners {
		c.Schools = append(c.Schools, ministry.School{
			ID: school.ID{15: byte(i + 1)}, Name: string(rune('A' + i)), Learners: n, Attempts: int64(n) * 20,
		})
	}
	return c
}

// skill is met by learners of the first school only, unless there are too many.
func skill(id string, learners, known int) ministry.Skill {
	return ministry.Skill{ID: id, Counts: []ministry.Count{{School: 0, Learners: learners, Known: known}}}
}

func TestPublish(t *testing.T) {
	const null = -1
	tests := []struct {
		name   string
		in     ministry.Country
		want   []int // learners per school
		total  int
		skills []int
		shares []float64
	}{
		{"OKNothing", country(nil), nil, 0, nil, nil},
		{"OKLarge", country([]int{40, 12}, skill("add", 50, 20)), []int{40, 12}, 52, []int{50}, []float64{0.4}},
		{"OKNobodyYet", country([]int{0, 0}), []int{0, 0}, 0, nil, nil},
		{"OneSmallHidesTheTotal", country([]int{40, 3}), []int{40, null}, null, nil, nil},
		{"TwoSmallKeepTheTotal", country([]int{40, 6, 7}), []int{40, null, null}, 53, nil, nil},
		{"TwoSmallAreASmallGroup", country([]int{40, 4, 5}), []int{40, null, null}, null, nil, nil},
		{"AllNine", country([]int{40, 9, 9}), []int{40, null, null}, null, nil, nil},
		{"TenTimesOne", country([]int{40, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}), []int{40, null, null, null, null, null, null, null, null, null, null}, null, nil, nil},
		{"SmallSkill", country([]int{40}, skill("add", 9, 9)), []int{40}, 40, []int{null}, []float64{null}},
		{"NobodyMetTheSkill", country([]int{40}, skill("add", 0, 0)), []int{40}, 40, []int{0}, []float64{null}},
		{"FewKnowIt", country([]int{40}, skill("add", 30, 9)), []int{40}, 40, []int{30}, []float64{null}},
		{"FewDoNot", country([]int{40}, skill("add", 30, 21)), []int{40}, 40, []int{30}, []float64{null}},
		{"NobodyKnowsIt", country([]int{40}, skill("add", 30, 0)), []int{40}, 40, []int{30}, []float64{0}},
		{"AllKnowIt", country([]int{40}, skill("add", 30, 30)), []int{40}, 40, []int{30}, []float64{1}},
		{
			"SkillOfTheSchoolsShown", country([]int{40, 9}, ministry.Skill{ID: "add", Counts: []ministry.Count{{School: 0, Learners: 40, Known: 20}, {School: 1, Learners: 9, Known: 9}}}),
			[]int{40, null},
			null,
			[]int{40},
			[]float64{0.5},
		},
		{
			"SkillOfAllSchools", country([]int{40, 9, 4}, ministry.Skill{ID: "add", Counts: []ministry.Count{{School: 0, Learners: 37, Known: 15}, {School: 1, Learners: 9, Known: 9}, {School: 2, Learners: 4, Known: 1}}}),
			[]int{40, null, null},
			53,
			[]int{50},
			[]float64{0.5},
		},
	}
	value := func(n *int) int {
		if n == nil {
			return null
		}
		return *n
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := ministry.Publish(tt.in, titles, 7, true)
			for i, s := range o.Schools {
				if got := value(s.Learners); got != tt.want[i] {
					t.Errorf("school %s shows %d, want %d", s.Name, got, tt.want[i])
				}
			}
			if got := value(o.Totals.Learners); got != tt.total {
				t.Errorf("total shows %d, want %d", got, tt.total)
			}
			for i, s := range o.Skills {
				share := float64(null)
				if s.Share != nil {
					share = *s.Share
				}
				if value(s.Learners) != tt.skills[i] || share != tt.shares[i] {
					t.Errorf("skill shows %d and %v, want %d and %v", value(s.Learners), share, tt.skills[i], tt.shares[i])
				}
			}
		})
	}
}

func TestPublish_JSON(t *testing.T) {
	c := country([]int{40, 3}, skill("add", 12, 12))
	contact := int64(5)
	c.Schools[0].LastContact = &contact
	raw, err := json.Marshal(ministry.Publish(c, titles, 7, true))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"asOf":7,"demo":true,"schools":[` +
		`{"id":"00000000-0000-0000-0000-000000000001","name":"A","lastContact":5,"attempts":800,"learners":40,"falling":false,"trouble":{"clones":0,"refused":0,"waiting":0}},` +
		`{"id":"00000000-0000-0000-0000-000000000002","name":"B","lastContact":null,"attempts":60,"learners":null,"falling":null,"trouble":{"clones":0,"refused":0,"waiting":0}}],` +
		`"totals":{"attempts":860,"learners":null,"schools":2},"weeks":[],` +
		`"skills":[{"id":"add","title":{"en":"Add","ur":"جمع"},"outcomes":["snc/1"],"learners":12,"share":1}]}`
	if string(raw) != want {
		t.Errorf("got  %s\nwant %s", raw, want)
	}
	raw, err = json.Marshal(ministry.Publish(ministry.Country{}, titles, 7, false))
	if err != nil || !strings.Contains(string(raw), `"schools":[]`) || !strings.Contains(string(raw), `"skills":[]`) {
		t.Errorf("an empty country: %s, %v", raw, err)
	}
}

func TestPublish_UnknownSkillGoesByItsID(t *testing.T) {
	o := ministry.Publish(country([]int{40}, skill("old-skill", 20, 0)), func(string) ministry.Named { return ministry.Named{} }, 0, false)
	if o.Skills[0].Title["en"] != "old-skill" {
		t.Errorf("title = %v", o.Skills[0].Title)
	}
}

func TestKnows(t *testing.T) {
	tests := []struct {
		unaided, right int64
		want           bool
	}{{0, 0, false}, {4, 4, false}, {5, 4, true}, {5, 3, false}, {10, 8, true}, {10, 7, false}, {9, 7, false}, {9, 8, true}}
	for _, tt := range tests {
		if got := ministry.Knows(tt.unaided, tt.right); got != tt.want {
			t.Errorf("Knows(%d, %d) = %t", tt.unaided, tt.right, got)
		}
	}
}
