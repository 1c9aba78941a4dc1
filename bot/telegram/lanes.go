package telegram

import "sync"

// lanes let the deliveries of one chat pass one after the other, and those of different chats
// beside each other. A lane exists only while somebody is in it.
type lanes struct {
	mu  sync.Mutex
	all map[int64]*lane
}

type lane struct {
	turn  chan struct{} // holds the one whose turn it is
	users int
}

// enter waits for its turn in a chat. The function it returns gives the turn to the next.
func (l *lanes) enter(chat int64) (leave func()) {
	l.mu.Lock()
	if l.all == nil {
		l.all = map[int64]*lane{}
	}
	own, ok := l.all[chat]
	if !ok {
		own = &lane{turn: make(chan struct{}, 1)}
		l.all[chat] = own
	}
	own.users++
	l.mu.Unlock()

	own.turn <- struct{}{}
	return func() {
		<-own.turn
		l.mu.Lock()
		defer l.mu.Unlock()
		if own.users--; own.users == 0 {
			delete(l.all, chat)
		}
	}
}
