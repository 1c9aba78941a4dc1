package bot_test

import (
	"os"
	"staysafe/bot"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestCut(t *testing.T) {
	const family = "👨‍👩‍👧"
	tests := map[string]struct {
		in    string
		limit bot.Limit
		want  string
	}{
		"fits":              {"One. Two.", bot.Limit{Max: 20}, "One. Two."},
		"between sentences": {"First one here. Second one here.", bot.Limit{Max: 20}, "First one here.|Second one here."},
		"between lines":     {"1. Stop now\n2. Keep it", bot.Limit{Max: 15}, "1. Stop now|2. Keep it"},
		"between words":     {"abc def ghi jkl", bot.Limit{Max: 8}, "abc def|ghi jkl"},
		"not in a number":   {"Call the line 116 111 now or else tomorrow", bot.Limit{Max: 16}, "Call the line|116 111 now or|else tomorrow"},
		"not after a point": {"Please dial 0.800.11.22 now", bot.Limit{Max: 18}, "Please dial|0.800.11.22 now"},
		"a long number":     {strings.Repeat("1", 30), bot.Limit{Max: 8}, "11111111|11111111|11111111|111111"},
		"not in a letter":   {strings.Repeat("e\u0301", 5), bot.Limit{Max: 5}, "e\u0301e\u0301|e\u0301e\u0301|e\u0301"},
		"emoji count twice": {"😟😟😟😟", bot.Limit{Max: 4, Unit: bot.UTF16}, "😟😟|😟😟"},
		"a family is whole": {family + family, bot.Limit{Max: 9, Unit: bot.UTF16}, family + "|" + family},
		"a family too long": {family, bot.Limit{Max: 4, Unit: bot.UTF16}, "👨\u200d|👩\u200d|👧"},
		"bytes":             {"ärger über äpfel", bot.Limit{Max: 11, Unit: bot.Bytes}, "ärger|über|äpfel"},
		"nothing to see":    {" \u2066\u2069 \n", bot.Limit{Max: 4}, ""},
		"no limit":          {strings.Repeat("a ", 300), bot.Limit{}, strings.TrimSpace(strings.Repeat("a ", 300))},

		"marks are closed and opened again": {"\u2067" + strings.Repeat("ab ", 8) + "\u2069", bot.Limit{Max: 16 + 9}, "\u2067ab ab\u2069|\u2067ab ab ab\u2069|\u2067ab ab ab\u2069"},
		"more marks than make sense":        {strings.Repeat("\u2066", 12) + "a", bot.Limit{Max: 64}, strings.Repeat("\u2066", 8) + "a" + strings.Repeat("\u2069", 8)},
		"marks that close nothing":          {"a\u2069b\u202cc\u2066d", bot.Limit{Max: 16}, "abc\u2066d\u2069"},
	}
	for name, tt := range tests {
		if got := strings.Join(bot.Cut(tt.in, tt.limit), "|"); got != tt.want {
			t.Errorf("%s:\n got %q\nwant %q", name, got, tt.want)
		}
	}
}

// TestCutsAreBetweenGraphemes: in all samples of Unicode (https://www.unicode.org/Public/15.0.0/ucd/auxiliary/GraphemeBreakTest.txt), with controls around them, which join nothing,
// for every limit that the longest letter fits in.
func TestCutsAreBetweenGraphemes(t *testing.T) {
	data, err := os.ReadFile("testdata/GraphemeBreakTest.txt")
	if err != nil {
		t.Fatal(err)
	}
	samples, cuts := 0, 0
	for line := range strings.Lines(string(data)) {
		line, _, _ = strings.Cut(line, "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		text, may, longest, length := "", map[int]bool{}, 1, 0
		for _, field := range append([]string{"0001", "÷"}, append(strings.Fields(line), "0001")...) {
			if field == "÷" {
				may[len(text)], length = true, 0
				continue
			}
			if field == "×" {
				continue
			}
			code, err := strconv.ParseUint(field, 16, 32)
			if err != nil {
				t.Fatal(err)
			}
			text += string(rune(code))
			length++
			longest = max(longest, length)
		}
		may[len(text)] = true
		text = strings.Repeat(text, 3)
		samples++
		for most := longest; most <= longest+4; most++ {
			at := 0
			for _, piece := range bot.Cut(text, bot.Limit{Max: most}) {
				from := strings.Index(text[at:], piece)
				if from < 0 {
					t.Fatalf("%q: the piece %q is not in it", text, piece)
				}
				from += at
				at = from + len(piece)
				cuts++
				third := len(text) / 3
				blank := strings.HasPrefix(text[at:], " ") // it is taken away where a piece ends, also from behind a sign that joins it
				if !may[from%third] && from%third != 0 || !may[at%third] && at%third != 0 && !blank {
					t.Errorf("%q at most %d: %q tears a letter (%s)", text, most, piece, line)
				}
			}
		}
	}
	if samples < 600 || cuts < 5000 {
		t.Errorf("only %d samples and %d cuts", samples, cuts)
	}
}

func TestCompose(t *testing.T) {
	turn := func(note string, bubbles ...string) bot.Turn {
		out := bot.Turn{Note: note}
		for _, b := range bubbles {
			out.Messages = append(out.Messages, bot.Message{Text: b})
		}
		return out
	}
	tests := map[string]struct {
		turn bot.Turn
		want string
	}{
		"joined with a blank line":            {turn("", "one", "two"), "one\n\ntwo"},
		"the note comes last":                 {turn("note", "one"), "one\n\nnote"},
		"what can't be seen is passed over":   {turn("", "one", " ", "\u2066\u2069"), "one"},
		"no more than fits":                   {turn("", "twelve runes", "six of", "last"), "twelve runes|six of\n\nlast"},
		"a bubble that is too long is cut":    {turn("", "one two three four"), "one two|three four"},
		"and the rest is joined to the next":  {turn("", "one two three", "x"), "one two|three\n\nx"},
		"direction marks don't leave bubbles": {turn("", "\u2067abc", "d"), "\u2067abc\u2069\n\nd"},
	}
	for name, tt := range tests {
		if got := strings.Join(bot.Compose(tt.turn, bot.Limit{Max: 12}), "|"); got != tt.want {
			t.Errorf("%s:\n got %q\nwant %q", name, got, tt.want)
		}
	}
}

// FuzzCut: no piece is too long in the network's own unit or leaves a direction mark open, and
// nothing but white space is lost.
func FuzzCut(f *testing.F) {
	f.Add("Hello there. How are you? Fine.", 10, uint8(0))
	f.Add("👨‍👩‍👧‍👦👨‍👩‍👧‍👦 116 111", 20, uint8(1))
	f.Add("a\nb\n\nc", 2, uint8(2))
	f.Add("Call 116 111 now.\nOr \u2066112\u2069.", 20, uint8(1))
	f.Add("\u2067\u2067\u202e\u2069"+strings.Repeat("e\u0301👩‍👧‍👦🇺🇦", 50), 40, uint8(1))
	f.Add(strings.Repeat("1", 300), 30, uint8(3))
	f.Fuzz(func(t *testing.T, s string, most int, unit uint8) {
		limit := bot.Limit{Max: 64 + min(max(0, most), 5000), Unit: bot.Unit(unit % 4)}
		s = strings.ToValidUTF8(s[:min(len(s), 3000)], "?")
		pieces := bot.Cut(s, limit)
		for _, p := range pieces {
			if !limit.Fits(p) || bot.Balance(p) != p || !bot.Visible(p) {
				t.Errorf("a piece of %d (most %d), balanced %v, visible %v", limit.Len(p), limit.Max, bot.Balance(p) == p, bot.Visible(p))
			}
		}
		if got, want := seen(strings.Join(pieces, "")), seen(s); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// seen are the runes of a text that leave a trace on a screen.
func seen(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
}
