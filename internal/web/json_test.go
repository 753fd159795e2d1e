package web_test

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"

	"darasa/internal/school"
	"darasa/internal/web"
)

type body struct {
	Name  string         `json:"name"`
	Inner map[string]int `json:"inner"`
	List  []int          `json:"list"`
}

func TestReadJSON(t *testing.T) {
	tests := []struct {
		name, kind, body, want string
	}{
		{"OK", "application/json", `{"name":"علی","inner":{"a":1},"list":[1,2]}`, ""},
		{"OKCharset", "application/json; charset=utf-8", ` {"name":"x"} ` + "\n", ""},
		{"OKSurrogates", "application/json", `{"name":"\ud83e\udd81 \\ud800"}`, ""},
		{"ErrType", "text/plain", `{"name":"x"}`, school.CodeInvalid},
		{"ErrForm", "application/x-www-form-urlencoded", `{"name":"x"}`, school.CodeInvalid},
		{"ErrUnknownMember", "application/json", `{"name":"x","extra":1}`, school.CodeInvalid},
		{"ErrTwice", "application/json", `{"name":"x","name":"y"}`, school.CodeInvalid},
		{"ErrTwiceInAnotherCase", "application/json", `{"name":"x","Name":"y"}`, school.CodeInvalid},
		{"ErrTwiceInside", "application/json", `{"inner":{"a":1,"a":2}}`, school.CodeInvalid},
		{"ErrBehind", "application/json", `{"name":"x"}{}`, school.CodeInvalid},
		{"ErrBroken", "application/json", `{"name":`, school.CodeInvalid},
		{"ErrEmpty", "application/json", ``, school.CodeInvalid},
		{"ErrKind", "application/json", `{"name":3}`, school.CodeInvalid},
		{"ErrUTF8", "application/json", "{\"name\":\"\xff\"}", school.CodeInvalid},
		{"ErrHalfSurrogate", "application/json", `{"name":"\ud83e"}`, school.CodeInvalid},
		{"ErrLowSurrogate", "application/json", `{"name":"\udd81\ud83e"}`, school.CodeInvalid},
		{"ErrDeep", "application/json", strings.Repeat("[", 5000) + strings.Repeat("]", 5000), school.CodeLimit},
		{"ErrLarge", "application/json", `{"name":"` + strings.Repeat("x", web.MaxBody) + `"}`, school.CodeLimit},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "/", strings.NewReader(tt.body))
			r.Header.Set("Content-Type", tt.kind)
			var v body
			err := web.ReadJSON(httptest.NewRecorder(), r, &v)
			if got := school.ErrorCode(err); got != tt.want {
				t.Fatalf("code %q, want %q (%v)", got, tt.want, err)
			}
			if err != nil && strings.Contains(err.Error(), "web_test") {
				t.Errorf("message tells a Go type: %v", err)
			}
		})
	}
}

func FuzzDecodeJSON(f *testing.F) {
	f.Add([]byte(`{"name":"x","inner":{"a":1},"list":[1,2]}`))
	f.Add([]byte(`{"name":"\ud83e\udd81"}`))
	f.Add([]byte(`[[[]]]`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var v, again body
		if web.DecodeJSON(b, &v) != nil {
			return
		}
		out, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := web.DecodeJSON(out, &again); err != nil || again.Name != v.Name {
			t.Fatalf("%q read as %+v, written %q, read again %+v: %v", b, v, out, again, err)
		}
	})
}
