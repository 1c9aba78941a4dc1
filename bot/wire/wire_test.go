package wire_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"staysafe/bot/wire"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		if err := wire.Pause(t.Context(), 3*time.Second); err != nil || time.Since(began) != 3*time.Second {
			t.Errorf("error %v after %s, want none after 3s", err, time.Since(began))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := wire.Pause(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 4*time.Second {
			t.Errorf("error %v after %s, want out of time after 4s", err, time.Since(began))
		}
	})
}

// A panic becomes an error, and nothing of its value is logged.
func TestRecovered(t *testing.T) {
	var out bytes.Buffer
	log := slog.New(slog.NewTextHandler(&out, nil))
	handle := func(do func()) (err error) {
		defer wire.Recovered(t.Context(), log, "post", "text", &err)
		do()
		return nil
	}
	if err := handle(func() {}); err != nil || out.Len() > 0 {
		t.Errorf("error %v, log %q; want neither", err, out.String())
	}
	if err := handle(func() { panic("a secret of the person") }); !errors.Is(err, wire.ErrPanicked) {
		t.Errorf("error %v, want %v", err, wire.ErrPanicked)
	}
	if got := out.String(); !strings.Contains(got, "channel=post kind=text type=string") || strings.Contains(got, "secret") {
		t.Errorf("logged %q", got)
	}
}

func TestCounts(t *testing.T) {
	var c wire.Counts
	if n := len(c.All()); n != 0 {
		t.Errorf("%d counts before anything was counted", n)
	}
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() { c.Add("text") })
	}
	c.Add("edit")
	wg.Wait()
	all := c.All()
	if len(all) != 2 || all["text"] != 10 || all["edit"] != 1 {
		t.Errorf("counted %v", all)
	}
	if all["text"] = 0; c.All()["text"] != 10 {
		t.Error("who reads the counts can change them")
	}
}
