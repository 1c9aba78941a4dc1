package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"staysafe/bot"
	"staysafe/bot/metrics"
	"time"
)

// admin is the private address: health, what is counted, and what people say did not work.
func (s *server) admin() (http.Handler, error) {
	mux := http.NewServeMux()
	s.health(mux)
	counters, err := metrics.Handler(func() bot.Totals { return s.bot.Totals(time.Now()) }, s.bot.Tally.Since)
	if err != nil {
		return nil, err //nolint:wrapcheck // it says what it was doing
	}
	mux.Handle("GET /metrics", counters)
	mux.HandleFunc("GET /reports", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		if n := s.bot.Totals(time.Now()).Talks; n > 0 {
			_, _ = fmt.Fprintf(w, "talks since %s: %d or more\n", s.bot.Tally.Since.UTC().Format(time.DateTime), n)
		}
		for _, r := range s.bot.Reports.List() {
			_, _ = fmt.Fprintf(w, "%s: %d or more\n", r.What, r.AtLeast)
		}
		_, _ = fmt.Fprintln(w, "everything else: fewer than 10")
	})
	return mux, nil
}

// health answers whether the program runs, and whether it can remember and has fresh content. A
// missing store is not unready: the bot still answers.
func (s *server) health(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, map[string]any{"status": "ok", "content": s.live.Current().Version(), "content_refused": s.live.Stale()})
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, map[string]any{"status": "ready", "memory": s.remembers(r.Context())})
	})
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(v)
}

// remembers tries the store with a session that stays empty.
func (s *server) remembers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return s.bot.Store.Update(ctx, s.bot.Keys.Key("health", "health"), "", func(*bot.Session, bool) error { return nil }) == nil
}

// quietLog takes the messages of net/http, which hold addresses, and only says that there was one.
func quietLog(to *slog.Logger) *log.Logger {
	return log.New(quiet{to}, "", 0)
}

type quiet struct{ log *slog.Logger }

// Write implements io.Writer.
func (q quiet) Write(p []byte) (int, error) {
	q.log.Debug("http server reported a problem")
	return len(p), nil
}

type healthCmd struct {
	URL string `name:"url" placeholder:"URL" help:"What to ask; by default the server on this machine, as the settings say."`
}

// ownHealth is where the server with these settings tells how it is: at its private address, or at
// the public one if it has no other.
func ownHealth(env func(string) string) string {
	addr := cmp.Or(env(adminAddr), "127.0.0.1:9090")
	if addr == off {
		addr = cmp.Or(env("STAYSAFE_ADDR"), "127.0.0.1:8080")
	}
	host, port, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		addr = net.JoinHostPort("127.0.0.1", port)
	}
	return "http://" + addr + "/readyz"
}

var errNotReady = errors.New("not ready")

// Run asks a running server whether it is ready.
func (cmd healthCmd) Run(a *app) error {
	ctx, cancel := context.WithTimeout(a.ctx, 3*time.Second)
	defer cancel()
	if cmd.URL == "" {
		cmd.URL = ownHealth(a.env)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, cmd.URL, nil)
	if err != nil {
		return badSetting("health: --url is not an address")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return errNotReady
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16))
	if resp.StatusCode != http.StatusOK {
		return errNotReady
	}
	return nil
}
