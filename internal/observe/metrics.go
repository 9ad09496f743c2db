package observe

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are what this process counts. Labels are made of route patterns, known methods and names in the program only: nobody outside
// can make one up.
type Metrics struct {
	Commits       prometheus.Counter     // moves of spaces that this process learnt of
	StreamClients prometheus.Gauge       // open event streams
	StreamCuts    prometheus.Counter     // streams that were cut off because their reader was too slow
	Jobs          *prometheus.CounterVec // by name and outcome

	registry *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
}

// NewMetrics makes the metrics of a process in a registry of their own.
func NewMetrics(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "http_requests_total", Help: "Requests that were answered.",
		}, []string{"method", "route", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "http_request_duration_seconds", Help: "How long requests took.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"method", "route"}),
		Commits:       prometheus.NewCounter(prometheus.CounterOpts{Name: "kanvaro_commits_total", Help: "Moves of the log of any space."}),
		StreamClients: prometheus.NewGauge(prometheus.GaugeOpts{Name: "kanvaro_stream_clients", Help: "Open event streams."}),
		StreamCuts:    prometheus.NewCounter(prometheus.CounterOpts{Name: "kanvaro_stream_cuts_total", Help: "Streams cut off because they were read too slowly."}),
		Jobs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kanvaro_jobs_total", Help: "Tries of jobs.",
		}, []string{"name", "outcome"}),
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{Name: "kanvaro_build_info", Help: "Always 1.", ConstLabels: prometheus.Labels{"version": version}})
	info.Set(1)
	m.registry.MustRegister(m.requests, m.duration, m.Commits, m.StreamClients, m.StreamCuts, m.Jobs, info,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler shows them as Prometheus reads them.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// Registry is where others may register more.
func (m *Metrics) Registry() prometheus.Registerer { return m.registry }

func (m *Metrics) request(method, route string, status int, d time.Duration) {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
	default:
		method = "other"
	}
	if route == "" {
		route = "none"
	}
	if status < 100 || status > 599 {
		status = http.StatusInternalServerError
	}
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	m.duration.WithLabelValues(method, route).Observe(d.Seconds())
}
