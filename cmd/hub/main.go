// Command hub is the class hub: it serves a classroom's tablets and teachers,
// keeps their answers, and brings them to the ministry's cloud when there is one.
//
// This package reads flags, wires the rooms to each other and owns the data
// folder; it decides nothing about a class.
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"darasa/internal/command"
	"darasa/internal/school"
)

// version is set by the linker in released builds.
var version = "0.0.0-dev"

func main() {
	syscall.Umask(0o077) // everything in the data folder is the hub's alone
	ctx, stop := command.Signals(context.Background())
	code := NewMain(os.Args[1:], os.Stdout, os.Stderr).Run(ctx)
	stop()
	os.Exit(code)
}

// flags are the contract of the command line; they are also documented in README.
type flags struct {
	Serve     serveFlags    `cmd:"" help:"Serve a classroom until SIGTERM."`
	Enroll    enrollFlags   `cmd:"" help:"Enrol this hub with a cloud by a one-time code."`
	Sync      syncFlags     `cmd:"" help:"Exchange with the cloud now."`
	Exchange  exchangeFlags `cmd:"" help:"Say when, and for how many bytes a day, the hub exchanges with the cloud; without a policy, tell which holds."`
	Calibrate struct {
		Now    calibrateFlags `cmd:"" default:"withargs" help:"Learn from the log now how hard exercises are, instead of between lessons."`
		Export parameterFlags `cmd:"" help:"Write what this hub learned to a file, signed, for other hubs with the same content."`
		Import importFlags    `cmd:"" help:"Begin with what another hub learned; this one's own answers still count most."`
	} `cmd:"" help:"How hard exercises are: learn it from the log, hand it on, take it over."`
	Status  statusFlags `cmd:"" help:"Say how this hub is."`
	Teacher struct {
		Add      personFlags `cmd:"" help:"Add a teacher and print a first password."`
		Password personFlags `cmd:"" help:"Give a teacher a new password, print it, and end all sessions."`
	} `cmd:"" help:"Teachers who may sign in."`
	Class struct {
		Create personFlags `cmd:"" help:"Make the class, or name it anew."`
	} `cmd:"" help:"The class of this hub."`
	Report struct {
		Fairness reportFlags `cmd:"" help:"Are groups of learners served alike? Compares them on what the log shows."`
		Items    reportFlags `cmd:"" help:"Which exercises are probably wrong? Examines every one that was answered."`
	} `cmd:"" help:"What the log shows of this hub's own work."`
	Content authorFlags  `cmd:"" help:"For those who write content: build, check, read and draw a pack."`
	Bundle  bundleFlags  `cmd:"" help:"Exchange with the cloud by a stick or a phone that somebody carries."`
	Backup  backupFlags  `cmd:"" help:"Write a sealed copy of everything this hub holds to a stick, beside the running hub."`
	Restore restoreFlags `cmd:"" help:"Make an empty data folder the hub that a backup was made of."`
	Learner learnerFlags `cmd:"" help:"One child's data."`
	Pair    pairFlags    `cmd:"" help:"Make two hubs in one building sisters: show a code here, type it at the other."`
	School  schoolFlags  `cmd:"" help:"What makes several hubs one school."`
	QR      qrFlags      `cmd:"" name:"qr" help:"Show the code that enrols a tablet, as a QR in the terminal."`
	Find    findFlags    `cmd:"" help:"List the hubs on this network."`
	Void    voidFlags    `cmd:"" help:"Call a generator version wrong, so that it is offered to nobody and its answers count for nobody."`
	Version struct{}     `cmd:"" help:"Say which version this is."`
}

type folder struct {
	Data string `required:"" placeholder:"DIR" help:"Data folder of this hub."`
}

type serveFlags struct {
	folder
	Listen  string   `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to serve on (${default}); port 0 takes any free one."`
	Cloud   string   `placeholder:"URL" help:"Address of the ministry's cloud; exchanges begin once the hub is enrolled there."`
	Demo    int      `placeholder:"N" help:"On an empty folder, invent a class of N learners and write it to DIR/demo.json."`
	History bool     `default:"true" negatable:"" help:"Give an invented class of up to 60 three weeks of history."`
	Live    bool     `help:"Let ten simulated tablets work in an invented class."`
	Pack    string   `placeholder:"NAME|FILE" help:"What is learned: numeracy (the default), words, or a signed pack file; a folder keeps the subject it began with."`
	PackKey string   `placeholder:"KEY" help:"Whose signed packs this hub believes from now on; needed once, as hub content build printed it."`
	Cert    string   `placeholder:"FILE" help:"Certificate; without it the hub speaks plain http."`
	Key     string   `placeholder:"FILE" help:"Key of the certificate."`
	Host    []string `placeholder:"NAME" help:"Further names this hub goes by, beside addresses, localhost and names in .local."`
	MDNS    bool     `name:"mdns" default:"true" negatable:"" help:"Announce the hub on the network when it listens beyond this machine."`
}

type enrollFlags struct {
	folder
	Cloud string `required:"" placeholder:"URL" help:"Address of the cloud."`
	Code  string `required:"" help:"The one-time code from the cloud."`
}

type syncFlags struct {
	folder
	Once bool `default:"true" negatable:"" help:"Exchange once and end (always so; the running hub does the rest)."`
}

type exchangeFlags struct {
	folder
	Mode  string `arg:"" optional:"" name:"policy" enum:",free,metered,night,off" default:"" help:"free: whenever there is something; metered: every byte costs; night: between 20 and 6 o'clock; off: by stick only."`
	Daily int64  `placeholder:"BYTES" help:"Bytes a day at most, up and down, handshakes included; 500000 on a metered link if nobody says otherwise."`
}

type personFlags struct {
	folder
	Name string `arg:"" help:"Name, in quotes if it has blanks."`
}

type calibrateFlags struct {
	folder
}

type parameterFlags struct {
	folder
	Path string `arg:"" help:"File of the parameter pack."`
}

type importFlags struct {
	parameterFlags
	Key string `placeholder:"KEY" help:"Key of the hub that wrote it, as its export printed it: for a hub that the cloud has not vouched for."`
}

type statusFlags struct {
	folder
	JSON bool `name:"json" help:"Write one JSON object."`
}

type reportFlags struct {
	folder
	JSON bool `name:"json" help:"Write one JSON object."`
}

type qrFlags struct {
	folder
	URL string `placeholder:"URL" help:"Address tablets reach the hub at; the running hub's own by default."`
}

type voidFlags struct {
	folder
	Name string `arg:"" name:"version" placeholder:"VERSION" help:"As the report on items names it: pack/generator@digest."`
	Undo bool   `help:"Take it back: it is not wrong after all."`
}

type findFlags struct {
	Wait time.Duration `default:"3s" help:"How long to listen (${default})."`
}

// Main is the program, in a form that a test can boot.
type Main struct {
	Args           []string
	Stdout, Stderr io.Writer
	Random         io.Reader
	Wall           func() time.Time
}

// NewMain returns the program with the machine's clock and randomness.
func NewMain(args []string, stdout, stderr io.Writer) *Main {
	return &Main{Args: args, Stdout: stdout, Stderr: stderr, Random: rand.Reader, Wall: time.Now}
}

// Run carries out one command line and returns the exit code: 0 when it did what
// was asked, 2 with one line on Stderr when it could not.
func (m *Main) Run(ctx context.Context) int {
	return command.Code(m.Stderr, "hub", m.run(ctx))
}

func (m *Main) run(ctx context.Context) error {
	var f flags
	chosen, err := command.Parse(&f, "hub", "The class hub of Darasa.", m.Args, m.Stdout, m.Stderr)
	if err != nil {
		return err
	}
	switch chosen {
	case "serve":
		return m.serve(ctx, f.Serve)
	case "enroll":
		return m.enroll(ctx, f.Enroll)
	case "exchange", "exchange <policy>":
		return m.exchange(ctx, f.Exchange)
	case "sync":
		return m.sync(ctx, f.Sync)
	case "teacher add <name>":
		return m.person(ctx, "add", f.Teacher.Add)
	case "teacher password <name>":
		return m.person(ctx, "password", f.Teacher.Password)
	case "class create <name>":
		return m.person(ctx, "class", f.Class.Create)
	case "calibrate now":
		return m.calibrate(ctx, f.Calibrate.Now)
	case "calibrate export <path>":
		return m.parameters(ctx, f.Calibrate.Export, true, "")
	case "calibrate import <path>":
		return m.parameters(ctx, f.Calibrate.Import.parameterFlags, false, f.Calibrate.Import.Key)
	case "status":
		return m.status(ctx, f.Status)
	case "report fairness":
		return m.report(ctx, "fairness", f.Report.Fairness)
	case "report items":
		return m.report(ctx, "items", f.Report.Items)
	case "content build <dir>", "content check <dir>", "content preview <dir>", "content graph <dir>", "content import <file>":
		return m.author(chosen, f.Content)
	case "content key", "content key <key>":
		return m.contentKey(ctx, f.Content.Key)
	case "content succeed <old> <new>":
		return m.succeedContent(f.Content.Succeed)
	case "content media add <lesson> <file>", "content media remove <lesson>", "content media list":
		return m.media(ctx, chosen, f.Content.Media)
	case "content take <path>":
		return m.takeContent(ctx, f.Content.Take)
	case "bundle write <path>":
		return m.bundle(ctx, f.Bundle.Write.bundlePath, true)
	case "bundle read <path>":
		return m.bundle(ctx, f.Bundle.Read.bundlePath, false)
	case "backup <path>":
		return m.backup(ctx, f.Backup)
	case "restore <path>":
		return m.restore(ctx, f.Restore)
	case "learner export <learner> <path>":
		return m.exportLearner(ctx, f.Learner.Export)
	case "learner import <path>":
		return m.importLearner(ctx, f.Learner.Import)
	case "learner same <learner>", "learner same <learner> <as>":
		return m.same(ctx, f.Learner.Same)
	case "learner erase <learner>":
		return m.erase(ctx, f.Learner.Erase)
	case "pair", "pair <code>":
		return m.pair(ctx, f.Pair)
	case "school code":
		return m.school(ctx, f.School.Code.folder, "")
	case "school join <code>":
		return m.school(ctx, f.School.Join.folder, f.School.Join.Code)
	case "qr":
		return m.qr(ctx, f.QR)
	case "find":
		return m.find(ctx, f.Find)
	case "void <version>":
		return m.void(ctx, f.Void)
	case "version":
		_, err := fmt.Fprintf(m.Stdout, "hub %s protocol %d\n", version, school.Protocol)
		return err
	}
	return school.Errorf(school.CodeInvalid, "%q is not a command", chosen)
}
