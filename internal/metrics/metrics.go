// Package metrics shows a program's counters to Prometheus. Values are read by
// functions when they are asked for, so that the packages which count know nothing
// of it. No label ever holds a name or an id.
package metrics

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Registry holds the metrics of one program, beside those of its process.
type Registry struct {
	registry *prometheus.Registry
	prefix   string
}

// New makes a registry whose metrics begin with prefix and an underscore.
func New(prefix string) *Registry {
	r := &Registry{registry: prometheus.NewRegistry(), prefix: prefix + "_"}
	r.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}

// Counter shows a value that only grows. The name must be new.
func (r *Registry) Counter(name, help string, value func() float64) {
	r.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: r.prefix + name, Help: help}, value))
}

// Gauge shows a value that goes up and down. The name must be new.
func (r *Registry) Gauge(name, help string, value func() float64) {
	r.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: r.prefix + name, Help: help}, value))
}

// Handler answers GET /metrics.
func (r *Registry) Handler() http.Handler {
	return promhttp.HandlerFor(r.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 2})
}
