package bot

// MaxSaid is how many message ids a session remembers.
const MaxSaid = maxSaid

// SessionSize is how many bytes a session takes before it is padded.
func SessionSize(s *Session) int {
	w := writer{}
	w.head(s)
	w.outs(s.Last.Outs)
	w.said(s.Said, 1<<20)
	return len(w.b)
}
