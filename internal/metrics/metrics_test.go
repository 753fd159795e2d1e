package metrics_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"darasa/internal/metrics"
)

func TestRegistry(t *testing.T) {
	value := 1.0
	r := metrics.New("hub")
	r.Counter("ops_total", "Ops.", func() float64 { return value })
	r.Gauge("queue", "Queue.", func() float64 { return -value })
	scrape := func() string {
		w := httptest.NewRecorder()
		r.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
		return w.Body.String()
	}
	text := scrape()
	for _, want := range []string{"# TYPE hub_ops_total counter", "hub_ops_total 1\n", "# TYPE hub_queue gauge", "hub_queue -1\n", "go_goroutines"} {
		if !strings.Contains(text, want) {
			t.Errorf("metrics lack %q", want)
		}
	}
	value = 7
	if !strings.Contains(scrape(), "hub_ops_total 7\n") {
		t.Error("a value is not read anew")
	}
}
