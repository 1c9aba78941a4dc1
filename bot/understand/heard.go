package understand

// Heard is one text on its way to meaning. It is read once, however much is asked of it, and by
// one goroutine at a time.
type Heard struct {
	x      *Index
	text   string
	tokens []token
	read   *reading
	found  []hit // phrases of all kinds
	looked bool
	scores []float32
}

// Hear begins to read a text.
func (x *Index) Hear(t Text) *Heard { return &Heard{x: x, text: t.s, tokens: fold(t.s)} }

func (h *Heard) reading() *reading {
	if h.read == nil {
		h.read = h.x.read(h.tokens)
	}
	return h.read
}

// phrases are all phrases of the text.
func (h *Heard) phrases() []hit {
	if !h.looked {
		h.found, h.looked = h.x.hits(h.reading()), true
	}
	return h.found
}

// Danger is Heard.Danger of a text that nothing else is asked of.
func (x *Index) Danger(t Text) Danger { return x.Hear(t).Danger() }

// Alarm is Heard.Alarm of a text that nothing else is asked of.
func (x *Index) Alarm(t Text) Danger { return x.Hear(t).Alarm() }

// Command is Heard.Command of a text that nothing else is asked of.
func (x *Index) Command(t Text) (Command, bool) { return x.Hear(t).Command() }

// Personal is Heard.Personal of a text that nothing else is asked of.
func (x *Index) Personal(t Text) bool { return x.Hear(t).Personal() }

// Topics is Heard.Topics of a text that nothing else is asked of.
func (x *Index) Topics(t Text) []Guess { return x.Hear(t).Topics() }
