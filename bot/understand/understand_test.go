package understand

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// sample is a small index in two languages.
func sample(tb testing.TB) *Index {
	tb.Helper()
	words := []Words{
		{
			Locale:  "en",
			Real:    []string{"dice", "diet"},
			Around:  []string{"i", "live", "in", "or", "my", "the", "im", "from"},
			Common:  []string{"the", "i", "to", "my", "is", "want", "and", "a", "me", "no"},
			Classes: map[string][]string{"want": {"want to", "wanna", "going to"}, "self": {"myself", "me self"}},
			Danger: map[string]Phrases{
				"crisis": {
					Certain:    []string{"<want> die", "kill <self>", "end (it all|my life)", "goodbye forever", "i .. suicide", "self harm*", "dont want to live"},
					Unsure:     []string{"hate my life", "^ kill me $"},
					Figurative: []string{"<want> die of (cringe|laughter)", "kill me monday", "this homework is killing me"},
				},
				"abuse":      {Certain: []string{"my (dad|uncle) (touches|hits) me"}},
				"sextortion": {Certain: []string{"(post|leak) my (pics|nudes)"}},

				"image-shared":          {Certain: []string{"(leaked|shared) my (pics|nudes)"}},
				"a-list-without-a-flow": {Certain: []string{"my nudes"}},
			},
			Commands:  map[string][]string{"help": {"help", "help me", "i need help"}, "delete": {"delete (everything|all)?"}},
			Personal:  []string{"my name is"},
			Polite:    []string{"please", "if you don't mind"},
			Topics:    map[string][]string{"remove": {"how do i get my picture off the internet", "take down"}, "about": {"are you a robot", "who reads this"}},
			Countries: map[string][]string{"KE": {"kenyan", "nairobi"}},
			Languages: map[string][]string{"es": {"castellano"}},
		},
		{
			Locale:   "es",
			Common:   []string{"el", "la", "que", "quiero", "mi", "me", "no", "y"},
			Danger:   map[string]Phrases{"crisis": {Certain: []string{"(me)? quiero (morir|morirme)", "no quiero vivir"}, Figurative: []string{"me muero de risa"}}},
			Commands: map[string][]string{"help": {"ayuda", "auxilio"}},
		},
	}
	ranks := map[string]int{"crisis": 1, "abuse": 10, "sextortion": 12, "image-shared": 13}
	x, faults := Build(words, ranks, []string{"KE", "MX", "NE", "NG", "GB", "US", "DE", "UG", "CG", "CD"}, []string{"en", "es"}, map[string]string{"KE": "+254", "MX": "+52", "US": "+1", "CA": "+1"})
	if len(faults) > 0 {
		tb.Fatalf("faults: %v", faults)
	}
	return x
}

func TestDanger(t *testing.T) {
	tests := map[string]struct {
		text string
		want Level
		list string
	}{
		"plain":                       {"i want to die", Certain, "crisis"},
		"in the middle":               {strings.Repeat("blah blah ", 300) + "and i want to die now", Certain, "crisis"},
		"at the end of a long text":   {strings.Repeat("i just really want my dad ", 800) + "and i want to die", Certain, "crisis"},
		"capitals":                    {"I WANT TO DIE", Certain, "crisis"},
		"stretched":                   {"i wanna dieeeeee", Certain, "crisis"},
		"digits for letters":          {"w4nna d1e", Certain, "crisis"},
		"spelled out":                 {"wanna d i e", Certain, "crisis"},
		"with dots":                   {"wanna d.i.e", Certain, "crisis"},
		"zero-width characters":       {"wan\u200bna d\u200die", Certain, "crisis"},
		"letters of another script":   {"wanna diе", Certain, "crisis"},
		"an emoji between":            {"wanna 💀 die", Certain, "crisis"},
		"accents":                     {"Me quiéro morír", Certain, "crisis"},
		"no apostrophe":               {"i dont want to live", Certain, "crisis"},
		"an apostrophe":               {"I don’t want to live", Certain, "crisis"},
		"no blanks":                   {"goodbyeforever", Certain, "crisis"},
		"a misspelt long word":        {"i think about suicied", Certain, "crisis"},
		"two letters swapped":         {"goodbye forevre", Certain, "crisis"},
		"a prefix":                    {"self-harming", Certain, "crisis"},
		"an alternative of two words": {"end it all", Certain, "crisis"},
		"a class of two words":        {"kill me self", Certain, "crisis"},
		"abuse":                       {"my uncle touches me", Certain, "abuse"},
		"crisis before the others":    {"my uncle touches me and i want to die", Certain, "crisis"},
		"the list of the lower rank":  {"he leaked my pics, now she will post my nudes", Certain, "sextortion"},
		"not by the alphabet":         {"my uncle hits me and leaked my pics", Certain, "abuse"},
		"a list without a rank last":  {"he shared my nudes", Certain, "image-shared"},
		"unsure":                      {"i hate my life", Unsure, "crisis"},
		"only the whole text":         {"kill me", Unsure, "crisis"},
		"not the whole text":          {"kill me a mosquito", Calm, ""},
		"figurative":                  {"i want to die of cringe", Calm, ""},
		"figurative, and then danger": {"want to die of laughter lol but i do want to die", Certain, "crisis"},
		"figurative elsewhere":        {"me muero de risa", Calm, ""},
		"a real word is no mistake":   {"going to dice", Calm, ""},
		"short words are exact":       {"want to dye my hair", Calm, ""},
		"a gap has an end":            {"i went home and then read a long book about suicide", Calm, ""},
		"nothing":                     {"", Calm, ""},
		"only signs":                  {"?!… 💀", Calm, ""},
		"another language in between": {"bro no quiero vivir fr", Certain, "crisis"},
	}
	x := sample(t)
	for name, tt := range tests {
		if got := x.Danger(NewText(tt.text)); got.Level != tt.want || got.List != tt.list {
			t.Errorf("%s: %q is %d %q, want %d %q", name, tt.text[max(0, len(tt.text)-40):], got.Level, got.List, tt.want, tt.list)
		}
	}
}

func TestFoldReadsCyrillic(t *testing.T) {
	tests := map[string]string{
		"Ещё Йод": "еще иод", "х0чу": "хочу", "хo4у": "хочу", "лю6лю": "люблю", "у3най": "узнаи", "уб@ть": "убать", "пoмoгитe": "помогите", "nомоги": "помоги",
		"у м е р": "умер", "а я с ним": "а я с ним", "и у в": "и у в", "w4nna": "wanna", "ωραίo": "ωραιο", "diе": "die",
	}
	for text, want := range tests {
		if got := Fold(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A word is as long as it has letters, whatever script it is in: short words allow no misspelling.
func TestMisspellingsCountLetters(t *testing.T) {
	tests := []struct {
		got, want string
		near      bool
	}{
		{"мать", "мат", false},
		{"тело", "дело", false},
		{"бьет", "бьёт", false},
		{"умиреть", "умереть", true},
		{"умеерть", "умереть", true},
		{"таблтки", "таблетки", true},
		{"убить", "убрать", false},
		{"шанторжирует", "шантажирует", true},
		{"die", "dye", false},
		{"tocar", "tokar", true},
	}
	for _, tt := range tests {
		if got := near(tt.got, tt.want); got != tt.near {
			t.Errorf("%q for %q: %v", tt.got, tt.want, got)
		}
	}
	x, faults := Build([]Words{{
		Locale: "ru", Danger: map[string]Phrases{"crisis": {Certain: []string{"режу себя", "таблетки"}}}, Countries: map[string][]string{"KE": {"Кения", "Дом"}},
	}}, map[string]int{"crisis": 1}, []string{"KE"}, []string{"ru"}, nil)
	if faults != nil {
		t.Fatal(faults)
	}
	for text, want := range map[string]Level{"режу себя": Certain, "ружу себя": Calm, "тоблетки": Certain, "режусебя": Calm, "дом": Calm} {
		if got := x.Danger(NewText(text)); got.Level != want {
			t.Errorf("%q is %d, want %d", text, got.Level, want)
		}
	}
	for text, found := range map[string]bool{"кения": true, "кенея": true, "дом": true, "том": false} {
		if got := x.Countries(NewText(text)); (len(got) > 0) != found {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestCommand(t *testing.T) {
	x := sample(t)
	tests := map[string]string{
		"help": "help", "HELP!!": "help", "help me please": "help", "please please delete all if you dont mind": "delete", "please": "", "helpplease": "", "ayuda": "help", "🆘 help": "help", "delete all": "delete", "delete": "delete",
		"help my friend": "", "can you help": "", "": "", "auxilo": "help",
	}
	for text, want := range tests {
		if got, _ := x.Command(NewText(text)); got.List != want {
			t.Errorf("%q: %q, want %q", text, got.List, want)
		}
	}
}

func TestLabel(t *testing.T) {
	x := sample(t)
	labels := []string{"Yes", "No, something else", "I don’t want to say"}
	tests := map[string]int{
		"yes": 0, "YES!": 0, "no something else": 1, "i dont want to say": 2, "1": 0, " 2. ": 1, "3)": 2, "#2": 1, "2️⃣": 1, "٢": 1, "२": 1,
		"no": -1, "yess": -1, "ye": -1, "yes please": -1, "4": -1, "0": -1, "i have 2 problems": -1, "12": -1, "": -1, "2 3": -1, "1i want to die": -1,
	}
	for text, want := range tests {
		if got := x.Label(NewText(text), labels); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func TestCountries(t *testing.T) {
	x := sample(t)
	tests := map[string][]string{
		"Kenya": {"KE"}, "kenia": {"KE"}, "i live in kenya": {"KE"}, "kenyan": {"KE"}, "Nairobi": {"KE"}, "🇰🇪": {"KE"}, "+254": {"KE"}, "00254": {"KE"}, "KE": {"KE"},
		"keyna": {"KE"}, "méxico": {"MX"}, "Mexique": nil, "uk": {"GB"}, "the USA": {"US"}, "Alemania": {"DE"}, "Deutschland": {"DE"},
		"kenya or uganda": {"KE", "UG"}, "🇰🇪🇺🇬": {"KE", "UG"}, "Niger": {"NE"}, "nigera": {"NE", "NG"}, "the germany": {"DE"}, "Nigeria": {"NG"},
		"ke": nil, "us": {"US"}, "it is me": nil, "+1": {"US", "CA"}, "im from the netherland": nil,
		"congo": {"CD", "CG"}, "i live in congo": {"CD", "CG"}, "dr congo": {"CD"}, "the kenyan girl in my class": nil, "my friend is nigerian": nil, "mi amiga no keya": nil, "i ate a germany sandwich": nil, "in": nil, "hello": nil, "": nil, "i was in kenya once and then something bad happened": nil,
	}
	for text, want := range tests {
		if got := x.Countries(NewText(text)); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestLanguages(t *testing.T) {
	x := sample(t)
	for text, want := range map[string]string{"español": "es", "Spanish": "es", "castellano": "es", "Deutsch": "de", "русский": "ru", "i speak spanish well": "", "hello": ""} {
		if got := x.Locale(NewText(text)); got != want {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{"quiero que mi mama no": "es", "i want to go to my house": "en", "quiero": "", "ok": "", "zxcv qwer": "", "i quiero my que": "", "me quiero no": "es", "no me": ""} {
		if got := x.Written(NewText(text)); got != want {
			t.Errorf("%q is written in %q, want %q", text, got, want)
		}
	}
}

func TestTopics(t *testing.T) {
	x := sample(t)
	tests := map[string]string{
		"how can i get a picture of me off the internet": "remove", "pls take down that photo": "remove", "r u a robot": "about", "": "",
	}
	for text, want := range tests {
		got := ""
		if g := x.Topics(NewText(text)); len(g) > 0 {
			got = g[0].Topic
		}
		if got != want {
			t.Errorf("%q goes to %q, want %q", text, got, want)
		}
	}
}

func TestPersonal(t *testing.T) {
	x := sample(t)
	for text, want := range map[string]bool{"my name is ann": true, "ann@example.org": true, "call me 0712 345 678": true, "+254 712 345678": true, "116": false, "i am 14": false, "2026": false, "": false} {
		if got := x.Personal(NewText(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestPatternsThatCannotBeRead(t *testing.T) {
	for _, p := range []string{"", "(", "(a|", "a|b)", "<nobody>", "..", "a ..", ".. a", "(a)? .. b", "((a .. b)|(..)) c", "?", "(a)? (b)?", "( | a)", "a ^ b", "a > b", "!!!", "<loop>"} {
		if err := NewChecker(map[string][]string{"loop": {"a <loop>"}}).Check(p); err == nil {
			t.Errorf("%q was not refused", p)
		}
	}
}

// TestTextNeverReveals tries every way a text might get out.
func TestFormsOfConceptsThatCannotBeRead(t *testing.T) {
	for _, f := range []string{"", "!!!", "(a|b)", "a? b", "a .. b", "^ a", "a $", "<loop>"} {
		v := newVocabulary()
		if _, faults := newConcepts([]Words{{Concepts: map[string][]string{"idea": {f}}}}, &v); len(faults) != 1 {
			t.Errorf("%q was not refused", f)
		}
	}
}

func TestTextNeverReveals(t *testing.T) {
	const secret = "marked-words"
	text := NewText(secret)
	nested := struct {
		Text  Text
		Ptr   *Text
		Slice []Text
		Map   map[string]Text
	}{text, &text, []Text{text}, map[string]Text{"a": text}}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10s", "%t"} {
		for _, v := range []any{text, &text, []Text{text}, nested.Map, nested} {
			fmt.Fprintf(&out, verb, v)
		}
	}
	for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(h).Info("x", "text", text, "ptr", &text, "nested", nested)
	}
	if data, err := json.Marshal(nested); err == nil {
		t.Errorf("json took it: %s", data)
	}
	var buf bytes.Buffer
	if err := gob.NewEncoder(&buf).Encode(text); err == nil {
		t.Error("gob took it")
	}
	all := out.String() + buf.String()
	for _, form := range []string{secret, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret)} {
		if strings.Contains(all, form) {
			t.Errorf("%q got out", form)
		}
	}
}

func FuzzUnderstand(f *testing.F) {
	for _, s := range []string{"i want to die", "quiero morir", "2", "🇰🇪", "+254", "d i e", strings.Repeat("(", 50), "\u202e\u2066abc", "w4nn4 d1e", strings.Repeat("a ", 2000)} {
		f.Add(s)
	}
	x := sample(f)
	labels := []string{"Yes", "No, something else"}
	f.Fuzz(func(t *testing.T, s string) {
		text := NewText(s)
		x.Danger(text)
		x.Command(text)
		x.Countries(text)
		x.Locale(text)
		x.Written(text)
		x.Topics(text)
		x.Personal(text)
		if i := x.Label(text, labels); i >= 0 && number(text.s) == 0 && Fold(s) != Fold(labels[i]) {
			t.Errorf("%q was taken for %q", s, labels[i])
		}
	})
}

func BenchmarkDanger(b *testing.B) {
	x := sample(b)
	text := NewText("hi so basically my ex keeps texting me and i dont know what to do about it anymore")
	b.ReportAllocs()
	for b.Loop() {
		x.Danger(text)
	}
}

func TestFold(t *testing.T) {
	tests := map[string]string{
		"Sœur, LÆTITIA": "soeur laetitia", "J’en peux plus\u00a0!": "jen peux plus", "«\u202fÇa va\u202f?\u202f»": "ca va", "D1E": "die",
	}
	for text, want := range tests {
		if got := Fold(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// What one language's examples teach reaches another through concepts: here nobody ever showed the
// router a French example.
func TestConceptsCarryOverToAnotherLanguage(t *testing.T) {
	en := Words{Locale: "en", Topics: map[string][]string{
		"remove":  {"take my picture down", "delete the photo", "get the pic off the site", "remove a video of me"},
		"hotline": {"who can i call", "is there a number", "a helpline please", "talk to somebody on the phone"},
	}, Concepts: map[string][]string{"image": {"picture*", "photo*", "pic", "video*"}, "phone-line": {"call*", "number", "helpline", "phone"}}}
	fr := Words{Locale: "fr", Concepts: map[string][]string{"image": {"cliche*", "une prise de vue"}, "phone-line": {"numero*", "ligne decoute"}}}
	x, faults := Build([]Words{en, fr}, nil, nil, []string{"en", "fr"}, nil)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	for text, want := range map[string]string{"mon cliché": "remove", "ya une prise de vue": "remove", "quel numéro": "hotline", "ligne d'écoute": "hotline"} {
		if g := x.Topics(NewText(text)); len(g) == 0 || g[0].Topic != want {
			t.Errorf("%q goes to %v, want %s", text, g, want)
		}
	}
}

// One line of examples written like a pattern stands for many sentences; a sentence stands for itself.
func TestExamplesAreExpanded(t *testing.T) {
	grammar := Words{Classes: map[string][]string{"he": {"he", "this guy"}}, Concepts: map[string][]string{"image": {"pic*", "nude"}}}.grammar()
	for line, all := range map[string][]string{
		"is he real?":         {"is he real?"},
		"<he> has my {image}": {"he has my pic", "he has my nude", "this guy has my pic", "this guy has my nude"},
		"(a|b)? c":            {"a c", "b c", "c"},
		"(a":                  nil,
	} {
		got := grammar.expand(line, rand.New(rand.NewPCG(1, 1)))
		for _, s := range got {
			if !slices.Contains(all, s) {
				t.Errorf("%q made %q", line, s)
			}
		}
		if len(got) == 0 != (len(all) == 0) {
			t.Errorf("%q made %d sentences", line, len(got))
		}
	}
}

// The same words make the same router, to the last bit.
func TestTrainingRepeatsItself(t *testing.T) {
	x, words := shipped(t)
	for i := range words {
		for topic, lines := range words[i].Topics {
			words[i].Topics[topic] = lines[:min(len(lines), 4)]
		}
	}
	a, b := x.newRouter(words), x.newRouter(words)
	if !slices.Equal(a.model.weight, b.model.weight) || !slices.Equal(a.model.keys, b.model.keys) {
		t.Error("two routers of the same words differ")
	}
}

// What was learnt is kept while the words stay the same, and learnt anew when one changes.
func TestARouterIsAdoptedForTheSameWords(t *testing.T) {
	w := func(line string) *Index {
		x, _ := Build([]Words{{Locale: "en", Topics: map[string][]string{"remove": {line, "take it down"}, "hotline": {"who can i call", "a number"}}}}, nil, nil, []string{"en"}, nil)
		return x
	}
	old := w("delete my picture")
	old.Train()
	same, other := w("delete my picture"), w("delete my video")
	same.Adopt(old)
	other.Adopt(old)
	if same.router() != old.router() {
		t.Error("the same words were learnt again")
	}
	if other.router() == old.router() {
		t.Error("changed words were not learnt")
	}
}

// What staff are told speaks for an answer stands in the text.
func TestWhy(t *testing.T) {
	x, _ := shipped(t)
	h := x.Hear(NewText("he wants money or he posts my photo"))
	why := h.Why("sextortion")
	if len(why) == 0 {
		t.Fatal("no reason is given")
	}
	for _, r := range why {
		if !strings.Contains(r.What, "{") && !strings.Contains("he wants money or he posts my photo", r.What) {
			t.Errorf("%q does not stand in the text", r.What)
		}
	}
	if got := h.Why("no-such-topic"); got != nil {
		t.Errorf("a topic nobody knows has the reasons %v", got)
	}
}

// TestLongText: danger is heard at the end of a text as long as a network may bring, though many
// patterns with gaps and alternatives begin at each of its words.
func TestLongText(t *testing.T) {
	w := Words{Locale: "en", Danger: map[string]Phrases{"crisis": {Certain: []string{"want to die"}}, "abuse": {}}}
	for i := range 300 {
		p := fmt.Sprintf("(my|my dad|my mum|dad|mum) .. (and|or)? .. (my|dad) .. (mum|dad) .. never%d", i)
		w.Danger["abuse"] = Phrases{Certain: append(w.Danger["abuse"].Certain, p)}
	}
	x, faults := Build([]Words{w}, map[string]int{"crisis": 1, "abuse": 10}, nil, []string{"en"}, nil)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if d := x.Danger(NewText(strings.Repeat("my dad and my mum or ", 300) + "i want to die")); d.List != "crisis" {
		t.Errorf("heard %+v at the end of a long text", d)
	}
}
