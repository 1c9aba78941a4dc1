// Package metrics tells Prometheus what is counted, and reads back what all programs told it. Only numbers pass here
// that may be told to anybody (bot.Totals): multiples of ten, never more than the truth, moving at most once an hour.
package metrics

import (
	"fmt"
	"net/http"
	"staysafe/bot"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Names of the counters. Each carries the hour in which its program began as a label, so that the counts of programs
// that came and went can be added up: Prometheus drops a series that ended, but remembers its highest value.
const (
	talksName     = "staysafe_talks_total"
	careName      = "staysafe_care_total"
	crisisName    = "staysafe_crisis_total"
	voicesName    = "staysafe_voice_answers_total"
	campaignsName = "staysafe_campaign_talks_total"
	sinceLabel    = "since"
)

// Handler serves the totals of this program in Prometheus's text format.
func Handler(totals func() bot.Totals, since time.Time) (http.Handler, error) {
	registry := prometheus.NewRegistry()
	labels := prometheus.Labels{sinceLabel: since.UTC().Format("2006-01-02T15")}
	if err := prometheus.WrapRegistererWith(labels, registry).Register(newCollector(totals)); err != nil {
		return nil, fmt.Errorf("registering the counters: %w", err)
	}
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{DisableCompression: true}), nil
}

// collector asks for the totals each time somebody reads them.
type collector struct {
	totals                                 func() bot.Totals
	talks, care, crisis, voices, campaigns *prometheus.Desc
}

func newCollector(totals func() bot.Totals) collector {
	const rule = " In steps of ten, never more than the truth, once an hour; 0 is fewer than 10."
	return collector{
		totals:    totals,
		talks:     prometheus.NewDesc(talksName, "Talks that began, at least."+rule, nil, nil),
		care:      prometheus.NewDesc(careName, "Times a talk turned to care, at least."+rule, nil, nil),
		crisis:    prometheus.NewDesc(crisisName, "Times the crisis answer was given, at least."+rule, nil, nil),
		voices:    prometheus.NewDesc(voicesName, "Answers to questions that are counted, at least."+rule, []string{"flow", "step", "answer"}, nil),
		campaigns: prometheus.NewDesc(campaignsName, "Talks that began with the code of a school that asked for it, at least. The label is a keyed hash."+rule, []string{"campaign"}, nil),
	}
}

// Describe implements prometheus.Collector.
func (c collector) Describe(to chan<- *prometheus.Desc) { prometheus.DescribeByCollect(c, to) }

// Collect implements prometheus.Collector.
func (c collector) Collect(to chan<- prometheus.Metric) {
	t := c.totals()
	tell := func(d *prometheus.Desc, n int, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(n), labels...)
	}
	tell(c.talks, t.Talks)
	tell(c.care, t.Care)
	tell(c.crisis, t.Crisis)
	for ch, n := range t.Voices {
		tell(c.voices, n, ch.Flow, ch.Step, ch.Answer)
	}
	for label, n := range t.Campaigns {
		tell(c.campaigns, n, label)
	}
}
