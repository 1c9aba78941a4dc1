package bottest

import (
	"errors"
	"fmt"
	"slices"
	"staysafe/bot"
	"strings"
)

// channelCheck is one promise of a channel.
type channelCheck struct {
	name string
	run  func(w *world) error
}

func channelChecks() []channelCheck {
	return []channelCheck{
		{"what is typed arrives whole", typedArrives},
		{"everyone gets their own answer", ownAnswer},
		{"a long text arrives whole", longTyped},
		{"long bubbles are shown whole and in order", longShown},
		{"what is tapped returns its id", tapReturns},
		{"help services are shown with their ways to reach them", cardShown},
		{"pages of others are shown with their language", pageShown},
		{"nothing in a text is markup", noMarkup},
		{"direction marks stay balanced", marksBalanced},
		{"the same delivery is answered once", answeredOnce},
		{"a forged delivery is not heard", forgedNotHeard},
		{"unsigned garbage is refused", unsignedGarbage},
		{"signed garbage is acknowledged and does nothing", signedGarbage},
		{"a busy network loses nothing", busyLosesNothing},
		{"somebody gone is forgotten", goneForgotten},
	}
}

func typedArrives(w *world) error {
	const text = "hello there, from ann"
	w.on(text, Say("answer one", "answer two"))
	if err := w.write("ann", text); err != nil {
		return err
	}
	got := w.inbounds(bot.KindText)
	switch {
	case len(got) != 1:
		return fmt.Errorf("%d texts reached the house, want 1", len(got))
	case got[0].Text != bot.NewText(text):
		return errors.New("the text that arrived is not the one that was typed")
	case got[0].ID == "", got[0].From == "":
		return errors.New("the inbound has no id or no address")
	case got[0].Public:
		return errors.New("a private conversation is marked public")
	}
	return inOrder(w, "ann", "answer one", "answer two")
}

func ownAnswer(w *world) error {
	w.on("this is ann", Say("dear ann"))
	w.on("this is ben", Say("dear ben"))
	for _, person := range []string{"ann", "ben", "ann"} {
		if err := w.write(person, "this is "+person); err != nil {
			return err
		}
	}
	got := w.inbounds(bot.KindText)
	if len(got) != 3 || got[0].From != got[2].From || got[0].From == got[1].From {
		return fmt.Errorf("of %d texts, those of one person need one address, and those of two need two", len(got))
	}
	if got[0].ID == got[2].ID {
		return errors.New("two deliveries have the same id")
	}
	if w.count("ann", "dear ann") == 0 || w.count("ben", "dear ben") != 1 || w.count("ann", "dear ben") != 0 || w.count("ben", "dear ann") != 0 {
		return errors.New("an answer reached the wrong person")
	}
	return nil
}

func longTyped(w *world) error {
	text := strings.ReplaceAll(fill("typed ", bot.Limit{Max: 4000, Unit: bot.UTF16}), "\n", " ")
	w.on(text, Say("answer"))
	if err := w.write("ann", text); err != nil {
		return err
	}
	if got := w.inbounds(bot.KindText); len(got) != 1 || got[0].Text != bot.NewText(text) {
		return errors.New("a long text did not arrive as it was typed")
	}
	return nil
}

func longShown(w *world) error {
	if err := w.write("ann", "who are you"); err != nil { // learn what the network can
		return err
	}
	limit := w.can.Text
	if limit.Max == 0 {
		limit = bot.Limit{Max: 6000}
	}
	var bubbles []string
	for _, name := range []string{"first ", "second ", "third "} {
		bubbles = append(bubbles, fill(name, limit))
	}
	w.on("tell me more", Say(bubbles...))
	if err := w.write("ann", "tell me more"); err != nil {
		return err
	}
	return inOrder(w, "ann", bubbles...)
}

func tapReturns(w *world) error {
	labels := []string{"Yes", "No, something else", "I'd rather not say", "شماره", "Help now"}
	turn := Say("a question")
	for i, label := range labels {
		id := strings.Repeat("Az09_-", 11)[:63] + string(rune('a'+i)) // 64 bytes, the most there is
		turn.Choices = append(turn.Choices, bot.Choice{ID: id, Label: label})
		w.taps[id] = Say("answer " + string(rune('a'+i)))
	}
	w.on("ask me", turn)
	for i, label := range labels {
		if err := w.write("ann", "ask me"); err != nil {
			return err
		}
		if got := w.network.Buttons("ann"); !holds(got, labels) {
			return fmt.Errorf("the buttons are %q, want %q in that order", got, labels)
		}
		if v := w.network.Tap("ann", label); v != Taken {
			return fmt.Errorf("a tap was not acknowledged: %s", v)
		}
		got := w.inbounds(bot.KindChoice)
		if len(got) != i+1 || got[i].Choice != turn.Choices[i].ID || got[i].ID == "" {
			return fmt.Errorf("tapping %q did not return its id", label)
		}
		if got[i].From != w.inbounds(bot.KindText)[0].From {
			return errors.New("a tap has another address than a text of the same person")
		}
		if w.count("ann", "answer "+string(rune('a'+i))) == 0 {
			return errors.New("the answer to a tap was not shown")
		}
	}
	return nil
}

func cardShown(w *world) error {
	card := &bot.Card{
		Name: "Example Line", Country: "Kenya", Dial: "116",
		Links: []bot.Link{
			{Label: "Call 116", URL: "tel:116"},
			{Label: "Chat", URL: "https://chat.example.org/help?a=1&b=2"},
			{Label: "Text 116", URL: "sms:116"},
		},
	}
	text := "Example Line (Kenya): 116\nChat: https://chat.example.org/help?a=1&b=2\nText 116"
	turn := Say("before", "after")
	turn.Messages = slices.Insert(turn.Messages, 1, bot.Message{Text: text, Card: card})
	turn.Care = true
	w.on("who can help", turn)
	if err := w.write("ann", "who can help"); err != nil {
		return err
	}
	shown := strings.Join(w.network.Seen("ann"), "\n")
	for _, want := range []string{"before", "Example Line", "Kenya", "116", "after"} {
		if !strings.Contains(shown, want) {
			return fmt.Errorf("%q is not on the screen", want)
		}
	}
	if !slices.Contains(w.network.Links("ann"), "https://chat.example.org/help?a=1&b=2") {
		return errors.New("the link to the chat can't be opened")
	}
	return nil
}

// pageShown: a page of others has no number, and its link says in which language it opens, so that
// nobody opens one they did not choose.
func pageShown(w *world) error {
	const address, label = "https://pages.example.org/read?a=1&b=2", "Open the page (Spanish)"
	card := &bot.Card{
		Name: "How to tell somebody", Page: true, Source: "By: Example & Friends",
		Facts: []bot.Fact{{Kind: "language", Text: "Available in: Spanish, French"}},
		Links: []bot.Link{{Label: label, URL: address}},
	}
	text := "How to tell somebody\nAvailable in: Spanish, French\n" + label + ": " + address + "\nBy: Example & Friends"
	turn := Say("In Spanish:", "after")
	turn.Messages = slices.Insert(turn.Messages, 1, bot.Message{Text: text, Card: card})
	w.on("more to read", turn)
	if err := w.write("ann", "more to read"); err != nil {
		return err
	}
	shown := strings.Join(w.network.Seen("ann"), "\n")
	for _, want := range []string{"In Spanish:", "How to tell somebody", "Available in: Spanish, French", label, "By: Example & Friends", "after"} {
		if !strings.Contains(shown, want) {
			return fmt.Errorf("%q is not on the screen", want)
		}
	}
	if !slices.Contains(w.network.Links("ann"), address) {
		return errors.New("the link to the page can't be opened")
	}
	return nil
}

func noMarkup(w *world) error {
	const text = `2 < 3 & "quoted" *stars* _under_ [a](https://b.example) <b>bold</b> {{.Name}} \ ` + "`code`"
	w.on("show it", Say(text))
	if err := w.write("ann", "show it"); err != nil {
		return err
	}
	return inOrder(w, "ann", text)
}

func marksBalanced(w *world) error {
	turn := Say("خط المساعدة \u2066116 111\u2069", "\u2067اسم بلا نهاية", "رقم \u2066112\u2069")
	turn.Locale, turn.Direction = "ar", "rtl"
	w.on("in arabic", turn)
	if err := w.write("ann", "in arabic"); err != nil {
		return err
	}
	seen := w.network.Seen("ann")
	if !strings.Contains(strings.Join(seen, "\n"), "116 111") {
		return errors.New("the number is not on the screen in one piece")
	}
	for _, s := range seen {
		opened := strings.Count(s, "\u2066") + strings.Count(s, "\u2067") + strings.Count(s, "\u2068")
		if closed := strings.Count(s, "\u2069"); opened != closed {
			return fmt.Errorf("a message opens %d directions and closes %d", opened, closed)
		}
	}
	return nil
}

func answeredOnce(w *world) error {
	w.on("only once", Say("the one answer"))
	if err := w.write("ann", "only once"); err != nil {
		return err
	}
	for range 2 {
		if v := w.network.Again(); v == Absent {
			return nil
		} else if v != Taken {
			return fmt.Errorf("a delivery that was answered was not acknowledged: %s", v)
		}
	}
	got := w.inbounds(bot.KindText)
	for _, in := range got {
		if in.ID != got[0].ID || in.From != got[0].From {
			return errors.New("the same delivery came with another id or address")
		}
	}
	if n := w.count("ann", "the one answer"); n != 1 {
		return fmt.Errorf("the answer is on the screen %d times, want once", n)
	}
	return nil
}

func forgedNotHeard(w *world) error {
	w.on("let me in", Say("secret answer"))
	w.typed = append(w.typed, "let me in")
	if v := w.network.Forge("ann", "let me in"); v == Absent {
		return nil
	}
	if len(w.inbounds(bot.KindText)) > 0 || w.count("ann", "secret answer") > 0 {
		return errors.New("a forged delivery was heard")
	}
	return nil
}

func unsignedGarbage(w *world) error {
	switch v := w.network.Garbage(false); {
	case v == Absent:
		return nil
	case v != Refused:
		return fmt.Errorf("unsigned garbage was met with: %s", v)
	}
	return w.nothingHandled()
}

func signedGarbage(w *world) error {
	switch v := w.network.Garbage(true); {
	case v == Absent:
		return nil
	case v != Taken:
		return fmt.Errorf("signed garbage was met with: %s; the network would deliver it for ever", v)
	}
	return w.nothingHandled()
}

func busyLosesNothing(w *world) error {
	w.on("are you there", Say("still here"))
	if v := w.network.Busy(1); v == Absent {
		return nil
	}
	w.typed = append(w.typed, "are you there")
	v := w.network.Type("ann", "are you there")
	for range 5 {
		if v != Retry {
			break
		}
		v = w.network.Again()
	}
	if v != Taken {
		return fmt.Errorf("after a busy moment the delivery ended with: %s", v)
	}
	for _, err := range w.failed {
		if !errors.Is(err, bot.ErrBusy) {
			return errors.New("a busy network is reported as something else than bot.ErrBusy")
		}
	}
	if n := w.count("ann", "still here"); n != 1 {
		return fmt.Errorf("the answer is on the screen %d times, want once", n)
	}
	return nil
}

func goneForgotten(w *world) error {
	w.on("good bye", Say("see you"))
	if v := w.network.Gone("ann"); v == Absent {
		return nil
	}
	if err := w.write("ann", "good bye"); err != nil {
		return fmt.Errorf("somebody who left: %w", err)
	}
	if len(w.failed) != 1 || !errors.Is(w.failed[0], bot.ErrGone) {
		return errors.New("sending to somebody who left did not fail with bot.ErrGone")
	}
	if in := w.inbounds(bot.KindText); len(in) != 1 || len(w.forgot) != 1 || w.forgot[0] != in[0].From {
		return errors.New("somebody who left was not forgotten")
	}
	return nil
}

// nothingHandled tells whether the house was left alone; a look at what stands is no harm.
func (w *world) nothingHandled() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, in := range w.heard {
		if in.Kind != bot.KindLook {
			return errors.New("garbage reached the house")
		}
	}
	return nil
}

// inOrder finds texts on a screen, each in one piece and one after the other.
func inOrder(w *world, person string, texts ...string) error {
	screen := strings.Join(w.network.Seen(person), "\n\n")
	for i, text := range texts {
		at := strings.Index(screen, text)
		if at < 0 {
			return fmt.Errorf("bubble %d of %d is not on the screen in one piece, after the one before", i+1, len(texts))
		}
		screen = screen[at+len(text):]
	}
	return nil
}

// holds tells whether the labels stand among the buttons in that order.
func holds(buttons, labels []string) bool {
	for _, label := range labels {
		i := slices.Index(buttons, label)
		if i < 0 {
			return false
		}
		buttons = buttons[i+1:]
	}
	return true
}

// fill makes a text of exactly that length out of words and pictures.
func fill(name string, limit bot.Limit) string {
	var b strings.Builder
	b.WriteString(name)
	for i := 0; limit.Len(b.String()) < limit.Max-8; i++ {
		b.WriteString([]string{"word ", "слово ", "😟 ", "1098\n"}[i%4])
	}
	s := strings.TrimSpace(b.String())
	for limit.Len(s) < limit.Max {
		s += "."
	}
	return s
}
