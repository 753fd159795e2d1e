package classlist_test

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"darasa/internal/classlist"
	"darasa/internal/school"
)

func TestParse(t *testing.T) {
	wide := func(text string, big bool) string {
		var b []byte
		for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
			if big {
				b = append(b, byte(u>>8), byte(u))
			} else {
				b = append(b, byte(u), byte(u>>8))
			}
		}
		return string(b)
	}
	sana := classlist.Row{Line: 2, Name: "Sana Rind", Grade: 2, Wave: 1, Language: "ur", Number: "17"}
	ali := classlist.Row{Line: 1, Name: "Ali", Grade: -1}
	for _, test := range []struct {
		name, text string
		want       []classlist.Row
	}{
		{"heads in any order", "No,Wave,Language,Grade,Name\n17,1,Urdu,Grade 2,Sana  Rind\n", []classlist.Row{sana}},
		{"heads in Urdu", "نام,جماعت,باری,زبان,رول نمبر\nSana Rind,۲,۱,اردو,۱۷\n", []classlist.Row{sana}},
		{"semicolons and byte order mark", "\ufeffName;Grade;Wave;Language;Number\r\nSana Rind;2;1;ur;17\r\n", []classlist.Row{sana}},
		{"pasted with tabs", "Name\tGrade\tGroup\tLang\tRoll no\nSana Rind\t2nd\t1\tUR\t17", []classlist.Row{sana}},
		{"old Macintosh lines", "name,grade,wave,language,number\rSana Rind,2,1,ur,17\r", []classlist.Row{sana}},
		{"Excel's sep", "sep=;\nSana Rind;2;1;ur;17", []classlist.Row{sana}},
		{"Unicode text, little end", wide("Name\tGrade\tWave\tLanguage\tNo\r\nSana Rind\t2\t1\tur\t17\r\n", false), []classlist.Row{sana}},
		{"Unicode text, big end", wide("Name\tGrade\tWave\tLanguage\tNo\r\nSana Rind\t2\t1\tur\t17\r\n", true), []classlist.Row{sana}},
		{"columns we do not know", "Father,Name,Grade,House,Wave,Language,Number\nA,Sana Rind,2,B,1,ur,17\n", []classlist.Row{sana}},
		{"names alone", "Ali\n\n  \nSana Rind\n", []classlist.Row{ali, {Line: 4, Name: "Sana Rind", Grade: -1}}},
		{"by position", "Ali,KG\n", []classlist.Row{{Line: 1, Name: "Ali", Grade: 0}}},
		{"quotes, commas and lines within", "name,grade\n\"Rind, \"\"Sana\"\"\nBibi\",3\nAli,1\n", []classlist.Row{
			{Line: 2, Name: `Rind, "Sana" Bibi`, Grade: 3}, {Line: 4, Name: "Ali", Grade: 1},
		}},
		{"a formula is a text", "name\n'=1+1\n=2+2\n", []classlist.Row{{Line: 2, Name: "=1+1", Grade: -1}, {Line: 3, Name: "=2+2", Grade: -1}}},
		{"nothing", "", nil},
		{"heads alone", "Name,Grade\n", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := classlist.Parse([]byte(test.text))
			if err != nil || !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v, %v; want %+v", got, err, test.want)
			}
		})
	}
}

func TestParse_Problems(t *testing.T) {
	got, err := classlist.Parse([]byte("name,grade,wave,language,number\n" +
		",2,1,ur,1\n" +
		"Ali,ninety,4,French," + strings.Repeat("9", 41) + "\n" +
		"Sana,13,-1,,\n" +
		"sana,2,,,\n" +
		strings.Repeat("x", 201) + ",2,,,\n" +
		"\"Bilal\n"))
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, r := range got {
		for _, p := range r.Problems {
			said = append(said, strings.Join([]string{r.Name[:min(len(r.Name), 5)], p.Column, string(p.Code)}, " "))
		}
	}
	want := []string{
		" name missing", "Ali grade unreadable", "Ali wave range", "Ali language unreadable", "Ali number long",
		"Sana grade range", "Sana wave range", "sana name twice", "xxxxx name long",
	}
	if !reflect.DeepEqual(said[:len(want)], want) {
		t.Errorf("got %q", said)
	}
}

func TestParse_Bounds(t *testing.T) {
	for name, raw := range map[string][]byte{
		"501 lines":  []byte(strings.Repeat("a\nb\nc\n", 167)),
		"a mebibyte": make([]byte, classlist.MaxBytes+1),
	} {
		if _, err := classlist.Parse(raw); school.ErrorCode(err) != school.CodeLimit {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, raw := range map[string][]byte{"latin-1": {'A', 0xe9}, "a picture": {0x89, 'P', 'N', 'G', 0, 0}} {
		if _, err := classlist.Parse(raw); school.ErrorCode(err) != school.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWrite_ReadsBackAndNeverCalculates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[=+@'"\-A-Za-zا-ی][A-Za-zا-ی,;" ]{0,20}[a-z]`)
		var rows []classlist.Row
		for i := range rapid.IntRange(1, 6).Draw(t, "n") {
			rows = append(rows, classlist.Row{
				Line: i + 2, Name: strings.Join(strings.Fields(name.Draw(t, "name")), " "), Grade: rapid.IntRange(-1, 12).Draw(t, "grade"),
				Wave: rapid.IntRange(0, 3).Draw(t, "wave"), Language: rapid.SampledFrom([]string{"", "en", "ur"}).Draw(t, "language"),
				Number: string(rune('a' + i)),
			})
		}
		raw, err := classlist.Write(rows)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(strings.TrimPrefix(string(raw), "\ufeff")) {
			for _, cell := range strings.Split(line, ",") {
				if cell = strings.Trim(cell, "\"\r\n"); cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) && !strings.Contains(line, "\"") {
					t.Fatalf("a spreadsheet would calculate %q", cell)
				}
			}
		}
		got, err := classlist.Parse(raw)
		if err != nil || !reflect.DeepEqual(got, rows) {
			t.Fatalf("wrote %+v, read %+v, %v", rows, got, err)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("name,grade\nSana,2\n"))
	f.Add([]byte("\xff\xfeA\x00\n\x00"))
	f.Add([]byte("sep=;\n\"a\nb"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		rows, err := classlist.Parse(raw)
		if err != nil {
			return
		}
		if len(rows) > classlist.MaxRows {
			t.Fatalf("%d rows", len(rows))
		}
		for _, r := range rows {
			fits := r.Name != "" && len(r.Name) <= classlist.MaxName && len(r.Number) <= classlist.MaxNumber &&
				r.Grade >= -1 && r.Grade <= classlist.MaxGrade && r.Wave >= 0 && r.Wave <= classlist.MaxWave
			if len(r.Problems) == 0 && !fits || r.Line < 1 || strings.ContainsAny(r.Name, "\n\r\x00") {
				t.Fatalf("%+v has no problem", r)
			}
		}
	})
}
