package bot

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"staysafe/bot/flow"
)

// PaddedSession is the length in bytes of every encoded session, so that nothing can be read
// off its size. It holds every session that the shipped content leads to, with all the message
// ids that are remembered (TestReachableSessionsFit). Sealed, with Redis's own 36 bytes, it
// fills the allocator's class of 896.
const PaddedSession = 860

// codecVersion is the first byte of an encoded session. A session of another version is
// unreadable: its person is met as a stranger.
const codecVersion = 3

// Flags of an encoded session.
const (
	flagCare = 1 << iota
	flagSent
	flagGentle
)

var (
	errSessionTooLong  = errors.New("session too long to store")
	errSessionVersion  = errors.New("session of an unknown version")
	errSessionUnsound  = errors.New("session damaged")
	errSessionLeftover = errors.New("session with something after its end")
)

// EncodeSession writes a session in its stored form: always the same bytes for the same session,
// and always PaddedSession of them. Times are kept in seconds. What does not fit is let go: the
// oldest message ids first, then what was said last; a State that is too long by itself is an
// error.
func EncodeSession(s *Session) ([]byte, error) {
	w := writer{b: make([]byte, 0, 2*PaddedSession), words: make([]string, 0, 32)}
	w.head(s)
	if !w.tail(s.Last.Outs, s.Said) && !w.tail(nil, s.Said) {
		return nil, fmt.Errorf("encoding a session: %w", errSessionTooLong)
	}
	return w.b[:PaddedSession], nil
}

// DecodeSession reads what EncodeSession wrote. Anything else is an error, whoever made it.
func DecodeSession(b []byte) (Session, error) {
	if len(b) == 0 || b[0] != codecVersion {
		return Session{}, fmt.Errorf("decoding a session: %w", errSessionVersion)
	}
	r := reader{b: b[1:]}
	var s Session
	r.head(&s)
	s.Last.Outs, s.Said = r.outs(), r.said()
	if r.broken {
		return Session{}, fmt.Errorf("decoding a session: %w", errSessionUnsound)
	}
	if slices.ContainsFunc(r.b, func(c byte) bool { return c != 0 }) {
		return Session{}, fmt.Errorf("decoding a session: %w", errSessionLeftover)
	}
	return s, nil
}

// head writes what is never let go.
func (w *writer) head(s *Session) {
	w.byte(codecVersion)
	var flags byte
	if s.State.Care {
		flags |= flagCare
	}
	if s.Last.Sent {
		flags |= flagSent
	}
	if s.State.Gentle {
		flags |= flagGentle
	}
	w.byte(flags)
	w.time(s.Began)
	w.time(s.Seen)
	w.string(s.Last.Mark)
	w.string(s.State.Locale)
	w.string(s.State.Help)
	w.string(s.State.Hint)
	w.int(s.State.Missed)
	w.int(s.State.Gently)
	w.count(len(s.State.Stack))
	for _, f := range s.State.Stack {
		w.frame(f)
	}
	w.pairs(s.State.Kept)
	w.strings(s.State.Maybe)
}

func (r *reader) head(s *Session) {
	flags := r.byte()
	s.State.Care, s.Last.Sent = flags&flagCare != 0, flags&flagSent != 0
	s.State.Gentle = flags&flagGentle != 0
	s.Began, s.Seen = r.time(), r.time()
	s.Last.Mark = r.string()
	s.State.Locale, s.State.Help, s.State.Hint = r.string(), r.string(), r.string()
	s.State.Missed, s.State.Gently = r.int(), r.int()
	for range r.count(frameSize) {
		s.State.Stack = append(s.State.Stack, r.frame())
	}
	s.State.Kept = r.pairs()
	s.State.Maybe = r.strings()
}

// frameSize and outSize are the fewest bytes a frame and an out can take.
const (
	frameSize = 7
	outSize   = 4
)

func (w *writer) frame(f flow.Frame) {
	w.string(f.Flow)
	w.string(f.Step)
	w.int(f.At)
	w.string(f.Region)
	w.bool(f.Waiting)
	w.string(f.Asked)
	w.string(f.Before)
}

func (r *reader) frame() flow.Frame {
	return flow.Frame{
		Flow: r.string(), Step: r.string(), At: r.int(), Region: r.string(),
		Waiting: r.bool(), Asked: r.string(), Before: r.string(),
	}
}

// tail writes what may be let go. It tells whether all of outs fitted, and leaves room for the
// padding only; if not, nothing was written.
func (w *writer) tail(outs []flow.Out, said []string) bool {
	start, words := len(w.b), len(w.words)
	w.outs(outs)
	if !w.said(said, PaddedSession-len(w.b)) {
		w.b, w.words = w.b[:start], w.words[:words]
		return false
	}
	w.b = append(w.b, make([]byte, PaddedSession-len(w.b))...)
	return true
}

func (w *writer) outs(outs []flow.Out) {
	w.count(len(outs))
	for _, o := range outs {
		w.string(o.Message)
		w.string(o.Help)
		w.string(o.Send)
		w.string(o.More)
		w.pairs(o.Args)
	}
}

func (r *reader) outs() []flow.Out {
	var outs []flow.Out
	for range r.count(outSize) {
		outs = append(outs, flow.Out{Message: r.string(), Help: r.string(), Send: r.string(), More: r.string(), Args: r.pairs()})
	}
	return outs
}

func (w *writer) pairs(m map[string]string) {
	w.count(len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		w.string(k)
		w.string(m[k])
	}
}

func (r *reader) pairs() map[string]string {
	n := r.count(2)
	if n == 0 {
		return nil
	}
	m := make(map[string]string, n)
	for range n {
		k := r.string()
		m[k] = r.string()
	}
	return m
}
