package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"strconv"
	"strings"

	"rsc.io/qr"

	"darasa/internal/hubapi"
	"darasa/internal/school"
)

// quiet logs warnings only, for commands whose output is the answer.
func quiet(w io.Writer) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// qr prints the link that enrols a tablet, and its QR.
func (m *Main) qr(ctx context.Context, f qrFlags) error {
	if f.URL == "" {
		r, ok, err := statusJob.beside(ctx, f.Data, nothing{})
		if err != nil {
			return err
		}
		if !ok {
			return school.Errorf(school.CodeNotFound, "no hub runs on %s; start it or give --url", f.Data)
		}
		f.URL = r.URL
	}
	keys, err := readKeys(f.Data)
	if err != nil {
		return err
	}
	link := strings.TrimSuffix(f.URL, "/") + "/#t=" + keys.Token
	code, err := qr.Encode(link, qr.M)
	if err != nil {
		return fmt.Errorf("draw QR: %w", err)
	}
	if _, err := io.WriteString(m.Stdout, halfBlocks(code)); err != nil {
		return fmt.Errorf("print QR: %w", err)
	}
	_, err = fmt.Fprintln(m.Stdout, link)
	return err
}

// poster is the link that enrols a tablet and its QR, for the teacher's page.
func (h *hub) poster() (hubapi.Poster, error) {
	p := hubapi.Poster{Link: h.url() + "/#t=" + h.keys.Token}
	code, err := qr.Encode(p.Link, qr.M)
	if err != nil {
		return p, fmt.Errorf("draw QR: %w", err)
	}
	for y := range code.Size {
		row := make([]byte, code.Size)
		for x := range row {
			row[x] = '0'
			if code.Black(x, y) {
				row[x] = '1'
			}
		}
		p.Rows = append(p.Rows, string(row))
	}
	return p, nil
}

// halfBlocks draws two rows of modules per line of text, light on dark terminals
// and dark on light ones alike, because both colours are set.
func halfBlocks(code *qr.Code) string {
	const border = 2
	var b strings.Builder
	for y := -border; y < code.Size+border; y += 2 {
		b.WriteString("\x1b[30;107m")
		for x := -border; x < code.Size+border; x++ {
			switch top, bottom := code.Black(x, y), code.Black(x, y+1); {
			case top && bottom:
				b.WriteRune('█')
			case top:
				b.WriteRune('▀')
			case bottom:
				b.WriteRune('▄')
			default:
				b.WriteByte(' ')
			}
		}
		b.WriteString("\x1b[0m\n")
	}
	return b.String()
}

// reachable returns the address a tablet in the room can use: a listener on every
// address is reached at the first one that is not this machine's own loop.
func reachable(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return addr.String()
	}
	port := strconv.Itoa(tcp.Port)
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return net.JoinHostPort("localhost", port)
	}
	for _, a := range addresses {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && n.IP.IsGlobalUnicast() {
			return net.JoinHostPort(n.IP.String(), port)
		}
	}
	return net.JoinHostPort("localhost", port)
}

func readKeys(dir string) (*keyRing, error) {
	keys, err := loadKeys(dir, 0, noRandom{})
	if err != nil {
		return nil, school.Errorf(school.CodeNotFound, "%s is not a hub's data folder", filepath.Clean(dir))
	}
	return keys, nil
}

// noRandom makes sure that reading keys never draws new ones.
type noRandom struct{}

// Read always fails.
func (noRandom) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
