package metrics

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"staysafe/bot"
	"strconv"
	"strings"
	"time"
)

// Window is how far back the counts of all programs are added up: about a school term. Prometheus may keep less.
const Window = 90 * 24 * time.Hour

// patience is how long an answer may take: somebody waits for the page.
const patience = 3 * time.Second

// maxAnswer is how long an answer may be, in bytes.
const maxAnswer = 1 << 20

// Reader reads from a Prometheus server what all programs told it. It asks the instant query of its HTTP API; the
// official client for it brings a JSON library that is no longer kept.
type Reader struct {
	address string
	client  *http.Client
}

// NewReader makes a reader of the server at address, https:// or http://. It returns an error for an address that is none.
func NewReader(address string) (*Reader, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.RawQuery != "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("write http://prometheus.example:9090")
	}
	return &Reader{strings.TrimSuffix(address, "/") + "/api/v1/query", &http.Client{Timeout: patience}}, nil
}

// Campaign tells how many talks began with a campaign's code, at least, in the Window.
func (r *Reader) Campaign(ctx context.Context, label string) (int, error) {
	all, err := r.sum(ctx, "", fmt.Sprintf("%s{campaign=%q}", campaignsName, label))
	if err != nil || len(all) == 0 {
		return 0, err
	}
	return all[0].atLeast(), nil
}

// Voices tells how many gave each answer, at least, in the Window.
func (r *Reader) Voices(ctx context.Context) (map[bot.VoiceChoice]int, error) {
	all, err := r.sum(ctx, " by (flow, step, answer) ", voicesName)
	if err != nil {
		return nil, err
	}
	told := map[bot.VoiceChoice]int{}
	for _, s := range all {
		told[bot.VoiceChoice{Flow: s.Metric["flow"], Step: s.Metric["step"], Answer: s.Metric["answer"]}] = s.atLeast()
	}
	return told, nil
}

// ErrAnswer means that the server can't be asked, or does not answer as Prometheus does.
var ErrAnswer = errors.New("prometheus does not answer")

// sum adds up the highest values of all series: of each program that ran, what it told last.
func (r *Reader) sum(ctx context.Context, by, series string) ([]sample, error) {
	query := fmt.Sprintf("sum%s(max_over_time(%s[%dd]))", by, series, Window/(24*time.Hour))
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.address+"?"+url.Values{"query": {query}}.Encode(), nil)
	if err != nil {
		return nil, ErrAnswer
	}
	resp, err := r.client.Do(req)
	if err != nil {
		return nil, ErrAnswer // the cause holds the query, and with it a label
	}
	defer func() { _ = resp.Body.Close() }()
	var answer struct {
		Status string `json:"status"`
		Data   struct {
			Type   string   `json:"resultType"`
			Result []sample `json:"result"`
		} `json:"data"`
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w: status %d", ErrAnswer, resp.StatusCode)
	}
	err = json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(&answer)
	if err != nil || answer.Status != "success" || answer.Data.Type != "vector" {
		return nil, fmt.Errorf("%w: no list of samples", ErrAnswer)
	}
	return answer.Data.Result, nil
}

// sample is one of a vector: its labels, and a time and a value as text.
// See https://prometheus.io/docs/prometheus/latest/querying/api/#instant-vectors.
type sample struct {
	Metric map[string]string  `json:"metric"`
	Value  [2]json.RawMessage `json:"value"`
}

// atLeast is a value in steps of ten: whatever the server answers, none and few look alike.
func (s sample) atLeast() int {
	var text string
	if json.Unmarshal(s.Value[1], &text) != nil {
		return 0
	}
	if n, err := strconv.Atoi(text); err == nil && n >= 10 {
		return n / 10 * 10
	}
	return 0
}
