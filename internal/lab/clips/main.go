// Command clips makes the sound of a pack: every stem of kindergarten to class 2 is
// cut into pieces of sentences and number words, and each piece is taken from a
// recording in the pack's media (clip.KEY.LANGUAGE.ogg) or rendered by espeak-ng as
// a placeholder that says it is one. It exits with 1 when a piece cannot be had,
// when a language needs more than 300 of them, or more than 6 MB.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"darasa/internal/curriculum"
	"darasa/internal/speech"
)

// Bounds of one language.
const (
	maxClips = 300
	maxBytes = 6 << 20
)

// voices are the renderer's names of our languages.
var voices = map[string]string{"en": "en-gb", "ur": "ur"}

func main() {
	pack := flag.String("pack", "content/numeracy", "folder of the pack")
	out := flag.String("out", "content/sound", "folder for the clips")
	list := flag.String("list", "", "page that lists what to record; none is written when empty")
	flag.Parse()
	if err := run(os.Stdout, *pack, *out, *list, render); err != nil {
		fmt.Fprintln(os.Stderr, "clips:", err)
		os.Exit(1)
	}
}

// renderer makes one clip as Ogg Opus.
type renderer func(language, text string) ([]byte, error)

func run(w io.Writer, folder, out, list string, render renderer) error {
	pack, err := curriculum.Load(os.DirFS(folder))
	if err != nil {
		return fmt.Errorf("load %s: %w", folder, err)
	}
	built, err := curriculum.Build(pack)
	if err != nil {
		return fmt.Errorf("build %s: %w", folder, err)
	}
	for _, language := range pack.Languages {
		clips := needed(built, language)
		if len(clips) > maxClips {
			return fmt.Errorf("%s needs %d clips; a teacher can record %d", language, len(clips), maxClips)
		}
		sound, own, err := collect(folder, out, language, clips, render)
		if err != nil {
			return err
		}
		body, err := sound.Encode()
		if err != nil {
			return fmt.Errorf("write %s: %w", language, err)
		}
		if len(body) > maxBytes {
			return fmt.Errorf("%s has %d bytes of sound; the bound is %d", language, len(body), maxBytes)
		}
		if err := os.WriteFile(filepath.Join(out, curriculum.SoundFile(language)), body, 0o644); err != nil {
			return fmt.Errorf("write sound: %w", err)
		}
		fmt.Fprintf(w, "sound %s: %d clips, %d recorded, %d bytes\n", language, len(clips), own, len(body))
	}
	if list == "" {
		return nil
	}
	return os.WriteFile(list, page(built), 0o644)
}

// needed lists the clips of a language: numbers first, then each skill's own.
func needed(b *curriculum.Built, language string) []string {
	clips := speech.Numbers(language)
	for i := range b.Pack.Skills {
		if b.Pack.Skills[i].Early() {
			clips = append(clips, b.Segments(i, language)...)
		}
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(clips, func(clip string) bool {
		again := seen[clip]
		seen[clip] = true
		return again
	})
}

// collect takes each clip from a recording, from what was rendered before, or from
// the renderer; own counts recordings.
func collect(folder, out, language string, clips []string, render renderer) (sound curriculum.Sound, own int, err error) {
	sound = curriculum.Sound{Language: language, Voice: "espeak-ng " + voices[language] + ", synthetic placeholder", Clips: map[string][]byte{}}
	var before curriculum.Sound
	if body, err := os.ReadFile(filepath.Join(out, curriculum.SoundFile(language))); err == nil {
		before, _ = curriculum.DecodeSound(body) // a damaged file is made anew
	}
	var missing []string
	for _, clip := range clips {
		body, err := os.ReadFile(filepath.Join(folder, "media", "clip."+speech.Key(language, clip)+"."+language+".ogg"))
		switch {
		case err == nil:
			sound.Clips[clip], own = body, own+1
		case !errors.Is(err, fs.ErrNotExist):
			return sound, own, fmt.Errorf("read recording: %w", err)
		case before.Voice == sound.Voice && len(before.Clips[clip]) > 0:
			sound.Clips[clip] = before.Clips[clip]
		default:
			missing = append(missing, clip)
		}
	}
	return sound, own, renderAll(sound, missing, render)
}

// renderAll fills in what is missing, as many at a time as there are processors.
func renderAll(sound curriculum.Sound, missing []string, render renderer) error {
	var mu sync.Mutex
	var group sync.WaitGroup
	var faults []error
	slots := make(chan struct{}, runtime.NumCPU())
	for _, clip := range missing {
		group.Add(1)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots; group.Done() }()
			body, err := render(sound.Language, clip)
			mu.Lock()
			defer mu.Unlock()
			if err == nil && len(body) == 0 {
				err = errors.New("the renderer said nothing")
			}
			if err != nil {
				faults = append(faults, fmt.Errorf("%s %q: %w", sound.Language, clip, err))
				return
			}
			sound.Clips[clip] = body
		}()
	}
	group.Wait()
	return errors.Join(faults...)
}

// render pipes espeak-ng into opusenc: 16 kbit/s, one channel, no random serial
// number, so that the same words give the same bytes.
func render(language, text string) ([]byte, error) {
	spoken := exec.Command("espeak-ng", "-v", voices[language], "-s", "130", "-z", "--stdout", "--", text)
	wave, err := spoken.Output()
	if err != nil {
		return nil, fmt.Errorf("espeak-ng: %w", err)
	}
	encode := exec.Command("opusenc", "--quiet", "--speech", "--bitrate", "16", "--framesize", "40", "--serial", "1", "--discard-comments", "--padding", "0", "-", "-")
	encode.Stdin = bytes.NewReader(wave)
	body, err := encode.Output()
	if err != nil {
		return nil, fmt.Errorf("opusenc: %w", err)
	}
	return body, nil
}

// page lists what a teacher may record in her own voice, one line a clip.
func page(b *curriculum.Built) []byte {
	var out strings.Builder
	out.WriteString("# What to record\n\nEvery exercise of kindergarten to class 2 is read aloud from these pieces. Until a person has spoken them, a program does, and the tablet says so.\n" +
		"Record each piece alone, in a quiet room, without a pause before or after, as Ogg Opus, and put it into the pack's folder as `media/clip.KEY.LANGUAGE.ogg`;\n" +
		"the next build takes it instead of the placeholder. `go run ./internal/lab/clips -list docs/clips.md` writes this page.\n")
	for _, language := range b.Pack.Languages {
		clips := needed(b, language)
		fmt.Fprintf(&out, "\n## %s: %d pieces\n\n| key | say |\n| --- | --- |\n", language, len(clips))
		for _, clip := range clips {
			fmt.Fprintf(&out, "| `%s` | %s |\n", speech.Key(language, clip), clip)
		}
	}
	return []byte(out.String())
}
