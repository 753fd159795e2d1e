package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// MaxConnections is how many clients may be connected at once; further ones wait
// in the kernel's queue. A class has at most a few hundred sockets.
const MaxConnections = 2048

// shutdownPatience is how long running requests may take to finish at the end.
const shutdownPatience = 10 * time.Second

// Server is an HTTP server with limits: a client that sends its header or body
// drop by drop, or never reads its answer, loses its connection and nobody else's.
type Server struct {
	http     http.Server
	listener net.Listener
}

// Listen opens address (host:port, port 0 for any) for handler. It answers only
// once Serve runs. With a certificate it speaks TLS 1.2 or newer.
func Listen(address string, certificate *tls.Certificate, handler http.Handler, logger *slog.Logger) (*Server, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	}
	return NewServer(listener, certificate, handler, logger), nil
}

// NewServer serves on a listener that is already open, for example a unix socket.
func NewServer(listener net.Listener, certificate *tls.Certificate, handler http.Handler, logger *slog.Logger) *Server {
	listener = &limited{Listener: listener, room: make(chan struct{}, MaxConnections), closed: make(chan struct{})}
	if certificate != nil {
		listener = tls.NewListener(listener, &tls.Config{
			Certificates: []tls.Certificate{*certificate}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"},
		})
	}
	return &Server{listener: listener, http: http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelDebug),
	}}
}

// Addr returns the address that is listened on.
func (s *Server) Addr() net.Addr { return s.listener.Addr() }

// OnShutdown registers fn to run when Serve begins to end, for connections that
// were taken over by WebSockets.
func (s *Server) OnShutdown(fn func()) { s.http.RegisterOnShutdown(fn) }

// Serve answers until ctx ends, then takes no new request, finishes those that
// run, and returns nil.
func (s *Server) Serve(ctx context.Context) error {
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(s.listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownPatience)
	defer cancel()
	err := s.http.Shutdown(patience)
	if errors.Is(err, context.DeadlineExceeded) {
		err = s.http.Close()
	}
	if serveErr := <-failed; !errors.Is(serveErr, http.ErrServerClosed) {
		err = errors.Join(err, serveErr)
	}
	if err != nil {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}

// limited accepts at most cap(room) connections at once.
type limited struct {
	net.Listener
	room   chan struct{}
	closed chan struct{}
	once   sync.Once
}

// Accept waits for a client and for room.
func (l *limited) Accept() (net.Conn, error) {
	select {
	case l.room <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	conn, err := l.Listener.Accept()
	if err != nil {
		<-l.room
		return nil, err
	}
	return &counted{Conn: conn, leave: sync.OnceFunc(func() { <-l.room })}, nil
}

// Close stops accepting.
func (l *limited) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

type counted struct {
	net.Conn
	leave func()
}

// Close gives the place to the next client.
func (c *counted) Close() error {
	c.leave()
	return c.Conn.Close()
}
