package studio

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkEdit is a text changed on the canvas, to the flow as it is drawn and checked again.
func BenchmarkEdit(b *testing.B) {
	d, _ := desk(b)
	ana := Person{ID: "ana", Name: "Ana", Email: "ana@example.org", Roles: []Role{Editor}}
	for i := range b.N {
		c, err := d.Canvas(ana, "sextortion", "en")
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		text := NewText{Locale: "en", ID: "sextortion.now", Stamp: c.Messages["sextortion.now"].Stamp, Words: fmt.Sprintf("What is happening now, %d?", i)}
		if err := d.EditFlow(ana, "sextortion", nil, []NewText{text}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-to-commit")
		began = time.Now()
		if _, err := d.Draw(ana, "sextortion", "en"); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-to-draw")
		began = time.Now()
		if _, err := d.candidate(ana.ID); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-to-check")
	}
}
