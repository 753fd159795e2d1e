// Command cloudsync is the ministry's cloud on one machine: it enrols hubs, keeps
// the segments they bring, and shows the ministry what they add up to.
//
// This package reads flags, wires the rooms to each other and owns the data
// folder; it decides nothing about what is kept or shown.
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
	syscall.Umask(0o077) // everything in the data folder is the cloud's alone
	ctx, stop := command.Signals(context.Background())
	code := NewMain(os.Args[1:], os.Stdout, os.Stderr).Run(ctx)
	stop()
	os.Exit(code)
}

// flags are the contract of the command line; they are also documented in README.
type flags struct {
	Serve  serveFlags  `cmd:"" help:"Serve hubs and the ministry until SIGTERM."`
	School schoolFlags `cmd:"" help:"Add schools and give out enrolment codes."`
	Status statusFlags `cmd:"" help:"Say how this cloud is."`
	Pack   packFlags   `cmd:"" help:"Signed packs that hubs fetch from here."`
	Bundle bundleFlags `cmd:"" help:"Exchange with hubs by a stick or a phone that somebody carries."`

	Version struct{} `cmd:"" help:"Say which version this is."`
}

type folder struct {
	Data string `required:"" placeholder:"DIR" help:"Data folder of this cloud."`
}

type serveFlags struct {
	folder
	Listen string `default:"127.0.0.1:8090" placeholder:"HOST:PORT" help:"Address to serve on (${default}); port 0 takes any free one."`
	Cert   string `placeholder:"FILE" help:"Certificate; without it the cloud speaks plain http."`
	Key    string `placeholder:"FILE" help:"Key of the certificate."`
	Demo   bool   `help:"Say on every page that the schools are invented."`
}

type schoolFlags struct {
	Add  addFlags  `cmd:"" help:"Add a school and print the one-time code its first hub enrols with."`
	Code codeFlags `cmd:"" help:"Print a further one-time code for another hub of a school."`
	List listFlags `cmd:"" help:"List the schools."`
}

type addFlags struct {
	folder
	Name string `arg:"" help:"Name of the school, as the ministry knows it."`
}

type codeFlags struct {
	folder
	School string `arg:"" help:"Id of the school, as school list shows it."`
}

type listFlags struct{ folder }

type statusFlags struct {
	folder
	JSON bool `name:"json" help:"Write one JSON object."`
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
	return command.Code(m.Stderr, "cloudsync", m.run(ctx))
}

func (m *Main) run(ctx context.Context) error {
	var f flags
	chosen, err := command.Parse(&f, "cloudsync", "The cloud of Darasa.", m.Args, m.Stdout, m.Stderr)
	if err != nil {
		return err
	}
	switch chosen {
	case "serve":
		return m.serve(ctx, f.Serve)
	case "school add <name>":
		return m.addSchool(ctx, f.School.Add)
	case "school code <school>":
		return m.addCode(ctx, f.School.Code)
	case "school list":
		return m.listSchools(ctx, f.School.List)
	case "status":
		return m.status(ctx, f.Status)
	case "pack add <file>":
		return m.addPack(ctx, f.Pack.Add)
	case "pack list":
		return m.listPacks(ctx, f.Pack.List)
	case "pack remove <pack> <version>":
		return m.removePack(ctx, f.Pack.Remove)
	case "bundle read <path>":
		return m.bundle(ctx, f.Bundle.Read.bundlePath, false)
	case "bundle write <path>":
		return m.bundle(ctx, f.Bundle.Write.bundlePath, true)
	case "version":
		_, err := fmt.Fprintf(m.Stdout, "cloudsync %s protocol %d\n", version, school.Protocol)
		return err
	}
	return school.Errorf(school.CodeInvalid, "%q is not a command", chosen)
}

// ticks is the wall clock in ticks since 1970.
func (m *Main) ticks() int64 { return m.Wall().UnixMilli() / 10 }
