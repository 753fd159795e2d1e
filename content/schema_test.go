package content_test

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"darasa/content"
)

// packFolders are the packs of the repository.
func packFolders(t *testing.T) map[string]fs.FS {
	t.Helper()
	numeracy, err := content.Numeracy()
	if err != nil {
		t.Fatal(err)
	}
	words, err := content.Pack("words")
	if err != nil {
		t.Fatal(err)
	}
	return map[string]fs.FS{"numeracy": numeracy, "words": words, "small": os.DirFS("../cmd/hub/testdata/pack")}
}

// kindOf names the part of the schema that a file of a pack follows, "" for media.
func kindOf(file string) string {
	switch dir := path.Dir(file); {
	case file == "pack.json":
		return "pack"
	case file == "skills.json", file == "words.json":
		return strings.TrimSuffix(file, ".json")
	case dir == "media":
		return ""
	default:
		return strings.TrimSuffix(dir, "s") // generators/ and locale/, guide/
	}
}

func schemaOf(t *testing.T, kind string) *jsonschema.Schema {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("../docs/content.schema.json#/$defs/" + kind)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// The published schema describes every file of every pack.
func TestPacksFollowTheSchema(t *testing.T) {
	schemas := map[string]*jsonschema.Schema{}
	for name, folder := range packFolders(t) {
		files := 0
		err := fs.WalkDir(folder, ".", func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || kindOf(file) == "" {
				return err
			}
			kind := kindOf(file)
			if schemas[kind] == nil {
				schemas[kind] = schemaOf(t, kind)
			}
			body, err := folder.Open(file)
			if err != nil {
				return err
			}
			defer body.Close()
			value, err := jsonschema.UnmarshalJSON(body)
			if err != nil {
				return err
			}
			files++
			if err := schemas[kind].Validate(value); err != nil {
				t.Errorf("%s/%s: %v", name, file, err)
			}
			return nil
		})
		if err != nil || files < 6 && name != "small" {
			t.Errorf("%s: %d files, %v", name, files, err)
		}
	}
}

// A schema that takes everything would pass the test above.
func TestSchemaRefuses(t *testing.T) {
	for _, test := range []struct{ kind, body string }{
		{"pack", `{"format":0,"id":"a","version":0,"languages":["en"]}`},
		{"pack", `{"format":0,"id":"A b","version":1,"languages":["en"]}`},
		{"skills", `{"skills":[{"id":"a","picture":"b","outcomes":[],"after":[{"skill":"c"}]}]}`},
		{"generator", `{"id":"a"}`},
		{"locale", `{"language":"en","direction":"up","review":"","pack":{"title":"x"},"skills":{},"misconceptions":{},"generators":{}}`},
		{"guide", `{"language":"en","review":"","skills":{"a":{"tell":"x"}},"misconceptions":{}}`},
	} {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		if schemaOf(t, test.kind).Validate(value) == nil {
			t.Errorf("%s takes %s", test.kind, test.body)
		}
	}
}
