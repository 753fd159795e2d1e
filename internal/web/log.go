package web

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"darasa/internal/school"
)

type noteKey struct{}

// note carries what the request log should say from the handler outwards.
type note struct {
	err     error
	pattern string
}

// Log writes one line per request: method, the route's pattern, status, bytes and
// time. Paths, queries, bodies, addresses and headers stay out, because they may
// hold ids, names and tokens. A handler's panic becomes a 500 and a line with its
// stack; the server goes on.
func Log(logger *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		n := &note{}
		rec := &recorder{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler { //nolint:errorlint // the sentinel is compared by identity in net/http
					panic(p)
				}
				n.err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
				if rec.status == 0 {
					WriteError(rec, r, n.err)
				}
			}
			n.write(logger, r, rec, time.Since(start))
		}()
		next.ServeHTTP(rec, r.WithContext(context.WithValue(r.Context(), noteKey{}, n)))
	})
}

// Route notes which pattern served the request; it wraps each handler of a mux,
// because the pattern is known only behind it.
func Route(pattern string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n, ok := r.Context().Value(noteKey{}).(*note); ok {
			n.pattern = pattern
		}
		next.ServeHTTP(w, r)
	})
}

func (n *note) write(logger *slog.Logger, r *http.Request, rec *recorder, took time.Duration) {
	level := slog.LevelDebug
	attrs := []slog.Attr{
		slog.String("method", r.Method), slog.String("route", n.pattern), slog.Int("status", rec.status),
		slog.Int64("bytes", rec.bytes), slog.Duration("took", took),
	}
	if n.err != nil {
		code := school.ErrorCode(n.err)
		attrs = append(attrs, slog.String("code", code))
		level = slog.LevelInfo
		switch {
		case errors.Is(n.err, context.Canceled):
			level = slog.LevelDebug // the client left; nothing was acknowledged
		case code == school.CodeInternal || code == school.CodeUnavailable:
			level = slog.LevelError
			attrs = append(attrs, slog.String("error", n.err.Error()))
		}
	}
	logger.LogAttrs(r.Context(), level, "request", attrs...)
}

// recorder remembers status and size, and lets WebSockets through.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Hijack hands the connection to a WebSocket.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	r.status = http.StatusSwitchingProtocols
	return http.NewResponseController(r.ResponseWriter).Hijack()
}

// Unwrap lets http.ResponseController reach the writer inside.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
