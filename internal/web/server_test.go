package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"testing"

	"darasa/internal/web"
)

func TestServer_FinishesWhatRuns(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-leave
		_, _ = io.WriteString(w, "done")
	})
	s, err := web.Listen("127.0.0.1:0", nil, handler, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stopping := make(chan struct{})
	s.OnShutdown(func() { close(stopping) })
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx) }()
	answer := make(chan string, 1)
	go func() {
		response, err := http.Get("http://" + s.Addr().String())
		if err != nil {
			answer <- err.Error()
			return
		}
		defer func() { _ = response.Body.Close() }()
		b, _ := io.ReadAll(response.Body)
		answer <- string(b)
	}()
	<-entered
	stop()
	<-stopping
	close(leave)
	if got := <-answer; got != "done" {
		t.Errorf("a running request was answered %q", got)
	}
	if err := <-served; err != nil {
		t.Errorf("serve: %v", err)
	}
	if _, err := http.Get("http://" + s.Addr().String()); err == nil {
		t.Error("a stopped server still answers")
	}
}

func TestListen_ErrPortInUse(t *testing.T) {
	first, err := web.Listen("127.0.0.1:0", nil, http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := web.Listen(first.Addr().String(), nil, http.NotFoundHandler(), slog.New(slog.DiscardHandler)); err == nil {
		t.Error("two servers on one port")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := first.Serve(ctx); err != nil {
		t.Error(err)
	}
}
