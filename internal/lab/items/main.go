// Command items enumerates a pack and has the second solver check every exercise.
// It prints the items with their counts, every failure, the stems of the first
// school years that no person has spoken as a whole, and as its last line one JSON
// object. It exits with 1 when anything failed: also when sound was made for the pack
// and a stem of the first years cannot be said with it. A missing recording is no
// failure.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"darasa/internal/curriculum"
	"darasa/internal/curriculum/solver"
	"darasa/internal/speech"
)

func main() {
	pack := flag.String("pack", "content/numeracy", "folder of the pack")
	sound := flag.String("sound", "content/sound", "folder of the clips that stems are said with")
	flag.Parse()
	sum := run(os.Stdout, *pack, *sound)
	line, err := json.Marshal(sum)
	if err != nil {
		fmt.Fprintln(os.Stderr, "write summary:", err)
		os.Exit(1)
	}
	fmt.Println(string(line))
	if sum.Failures > 0 {
		os.Exit(1)
	}
}

// summary is the last line. Items counts exercises, each with its own numbers.
type summary struct {
	Skills      int `json:"skills"`
	Generators  int `json:"generators"`
	Items       int `json:"items"`
	EngineItems int `json:"engine_items"`
	Failures    int `json:"failures"`
	// WithoutAudio counts what exercises of kindergarten to class 2 ask, text by text and
	// in each language, that cannot be said; all of it where no sound was made.
	WithoutAudio int `json:"without_audio"`
	// WithoutRecording counts stems of these years, each in each language, that no person
	// has spoken as a whole; they are put together from clips.
	WithoutRecording int `json:"without_recording"`
	// Compressed is the compiled pack without audio, in bytes of gzip.
	Compressed int `json:"compressed_bytes"`
}

// run prints lists and failures. A pack that cannot be built is one failure.
func run(out io.Writer, folder, sound string) summary {
	built, err := build(folder)
	if err != nil {
		fmt.Fprintln(out, "FAIL", err)
		return summary{Failures: 1}
	}
	list(out, built)
	report, compressed, err := check(built)
	if err != nil {
		fmt.Fprintln(out, "FAIL", err)
		return summary{Failures: 1}
	}
	for _, failure := range report.Failures {
		fmt.Fprintln(out, "FAIL", failure)
	}
	unsaid, faults := silent(built, sound)
	for _, fault := range faults {
		fmt.Fprintln(out, "FAIL", fault)
	}
	unspoken := withoutRecording(built.Pack)
	for _, stem := range unspoken {
		fmt.Fprintln(out, "without recording:", stem)
	}
	return summary{
		report.Skills, report.Generators, report.Exercises, report.Items, len(report.Failures) + len(faults), unsaid, len(unspoken), compressed,
	}
}

func build(folder string) (*curriculum.Built, error) {
	pack, err := curriculum.Load(os.DirFS(folder))
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", folder, err)
	}
	built, err := curriculum.Build(pack)
	if err != nil {
		return nil, fmt.Errorf("build %s: %w", folder, err)
	}
	return built, nil
}

// silent counts what early exercises ask that the clips in a folder cannot say. Where
// there are clips of a language, each is a fault; where there are none, nothing was made.
func silent(b *curriculum.Built, folder string) (unsaid int, faults []string) {
	for _, language := range b.Pack.Languages {
		body, _ := os.ReadFile(filepath.Join(folder, curriculum.SoundFile(language)))
		sound, err := curriculum.DecodeSound(body)
		made := err == nil
		for i := range b.Pack.Skills {
			if !b.Pack.Skills[i].Early() {
				continue
			}
			for _, stem := range b.Stems(i, language) {
				clips := speech.Clips(language, stem)
				lacks := func(clip string) bool { return len(sound.Clips[clip]) == 0 }
				if len(clips) > 0 && !slices.ContainsFunc(clips, lacks) {
					continue
				}
				if unsaid++; made {
					faults = append(faults, fmt.Sprintf("%s (%s): no clips say %q", b.Pack.Skills[i].ID, language, stem))
				}
			}
		}
	}
	return unsaid, faults
}

func check(built *curriculum.Built) (report *solver.Report, compressed int, err error) {
	tablet := built.TabletJSON()
	if report, err = solver.Check(tablet); err != nil {
		return nil, 0, fmt.Errorf("check the pack: %w", err)
	}
	var small bytes.Buffer
	z := gzip.NewWriter(&small)
	if _, err := z.Write(tablet); err != nil {
		return nil, 0, fmt.Errorf("compress the pack: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, 0, fmt.Errorf("compress the pack: %w", err)
	}
	return report, small.Len(), nil
}

// withoutRecording lists the stems of skills of kindergarten to class 2 (by the year in
// their outcomes' codes) for which media holds no GENERATOR.KEY.LANGUAGE recording.
func withoutRecording(p *curriculum.Pack) []string {
	spoken := map[string]bool{}
	for _, m := range p.Media {
		if ext := path.Ext(m.Path); slices.Contains([]string{".mp3", ".ogg", ".webm"}, ext) {
			spoken[strings.TrimSuffix(path.Base(m.Path), ext)] = true
		}
	}
	early := map[string]bool{}
	for i := range p.Skills {
		early[p.Skills[i].ID] = p.Skills[i].Early()
	}
	var silent []string
	for _, g := range p.Generators {
		for _, key := range g.Stem {
			for _, language := range p.Languages {
				if name := g.ID + "." + key + "." + language; early[g.Skill] && !spoken[name] {
					silent = append(silent, name)
				}
			}
		}
	}
	return silent
}

// list prints one line for each item and its number of known wrong answers.
func list(out io.Writer, b *curriculum.Built) {
	names := b.Names("en")
	for i, it := range b.Items {
		wrong := 0
		for _, instance := range it.Instances {
			wrong += len(instance.Wrong)
		}
		fmt.Fprintf(out, "item %2d  %-28s %-7s %-7s instances %4d  wrong answers %4d  %s\n", i,
			b.Pack.Generators[it.Generator].ID, it.Level, it.Format, len(it.Instances), wrong, names[it.Skill])
	}
	hash := b.Catalogue.Hash()
	fmt.Fprintf(out, "catalogue %x\n", hash)
}
