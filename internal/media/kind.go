package media

import (
	"bytes"
	"slices"

	"darasa/internal/school"
)

// headBytes is how much of a file tells its kind.
const headBytes = 16

// Media types of what browsers of tablets and phones play.
const (
	Ogg  = "audio/ogg"
	MP3  = "audio/mpeg"
	M4A  = "audio/mp4"
	WAV  = "audio/wav"
	WebM = "video/webm" // also sound alone: browsers record it so
	MP4  = "video/mp4"
)

var (
	// Sounds are the types of a recording.
	Sounds = []string{Ogg, MP3, M4A, WAV, WebM, MP4}

	// Films are the types of a lesson's film or talk.
	Films = []string{MP4, WebM, Ogg, MP3, M4A, WAV}
)

// Kind tells the media type from the first bytes of a file, whatever its name says.
// What no tablet plays is refused by what it is: school.CodeInvalid.
func Kind(head []byte) (string, error) {
	at := func(place int, text string) bool {
		return len(head) >= place && bytes.HasPrefix(head[place:], []byte(text))
	}
	switch {
	case at(0, "OggS"):
		return Ogg, nil
	case at(0, "\x1a\x45\xdf\xa3"):
		return WebM, nil
	case at(0, "RIFF") && at(8, "WAVE"):
		return WAV, nil
	case at(0, "ID3"), len(head) > 1 && head[0] == 0xff && head[1]&0xe6 == 0xe2:
		return MP3, nil
	case at(4, "ftyp3g"), at(0, "#!AMR"):
		return "", refuse("a 3GP or AMR recording, which tablets do not play; choose m4a, mp3 or wav in the recorder")
	case at(4, "ftypM4A"), at(4, "ftypM4B"):
		return M4A, nil
	case at(4, "ftypqt"):
		return "", refuse("a QuickTime film, which tablets do not play; save it as mp4")
	case at(4, "ftyp"):
		return MP4, nil
	case len(head) == 0:
		return "", refuse("empty")
	}
	return "", refuse("no sound or film that tablets play; bring mp4, webm, m4a, mp3, ogg or wav")
}

func refuse(what string) error {
	return school.Errorf(school.CodeInvalid, "the file is %s", what)
}

// known tells whether a kept type is one of ours.
func known(kind string) bool { return slices.Contains(Films, kind) }
