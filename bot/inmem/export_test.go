package inmem

// Held counts all sessions and marks in memory, expired or not.
func (st *Store) Held() (sessions, marks int) {
	for i := range st.shards {
		sh := &st.shards[i]
		sh.mu.Lock()
		sessions, marks = sessions+len(sh.sessions.byKey), marks+len(sh.marks.byKey)
		sh.mu.Unlock()
	}
	return sessions, marks
}
