package content

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestEveryStyleEntryIsHeard puts an example of every entry of every shipped style into a flow of
// care and demands exactly the issue that entry is for. It also shows that no two entries say the
// same.
func TestEveryStyleEntryIsHeard(t *testing.T) {
	files, _ := filepath.Glob("../../locales/style.*.toml")
	if len(files) < 4 {
		t.Fatalf("only %d styles", len(files))
	}
	for _, file := range files {
		lang := strings.Split(filepath.Base(file), ".")[1]
		t.Run(lang, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			rules := readStyle(t, lang, data)
			_, issues := Load(Folder{FS: withExamples(t, lang, data, rules)})
			for i, r := range rules {
				var got []string
				for _, is := range issues {
					if strings.Contains(is.Message, fmt.Sprintf("%q", exampleID(i))) && strings.Contains(is.File, "active."+lang) {
						got = append(got, is.Code+" "+is.Message)
					}
				}
				want := map[string]string{sensitiveList: "sensitive-first-line", bannedList: "banned-words", voiceList: "wrong-voice", blameList: "blaming-words", lateList: "late-advice"}[r.list]
				switch {
				case want == "" && len(got) == 0:
				case len(got) == 1 && strings.HasPrefix(got[0], want+" ") && strings.Contains(got[0], fmt.Sprintf("%q", r.pattern)):
				default:
					t.Errorf("%s %q, as %q: want one %s, got %q", r.list, r.pattern, example(r.pattern), want, got)
				}
			}
		})
	}
}

func readStyle(t *testing.T, lang string, data []byte) []rule {
	t.Helper()
	b := newBuilder(&report{}, nil)
	b.take(understood(nil, file{path: "locales/style." + lang + ".toml", name: "style." + lang + ".toml", data: data}))
	if len(b.issues) > 0 {
		t.Fatal(b.issues)
	}
	rules := b.style[lang].rules
	count := map[string]int{}
	for _, r := range rules {
		count[r.list]++
	}
	if n := count[bannedList] + count[voiceList] + count[blameList] + count[lateList]; n < 25 || count[sensitiveList] < 20 {
		t.Errorf("%s has few entries: %v", lang, count)
	}
	return rules
}

func exampleID(i int) string { return fmt.Sprintf("zz.e%03d", i) }

// withExamples is the sound content with a flow of care that says one example after the other.
func withExamples(t *testing.T, lang string, style []byte, rules []rule) fstest.MapFS {
	t.Helper()
	fsys := sound(t)
	var source, words strings.Builder
	var ids []string
	for i, r := range rules {
		s := example(r.pattern)
		if r.list != sensitiveList {
			s = "Ok.\\n" + s
		}
		ids = append(ids, exampleID(i))
		plain := "Ok."
		if lang == SourceLocale {
			plain = s
		}
		fmt.Fprintf(&source, "[%q]\ndescription = \"x\"\nother = \"%s\"\n", exampleID(i), plain)
		fmt.Fprintf(&words, "[%q]\nhash = %q\nother = \"%s\"\n", exampleID(i), SourceHash("x", plain), s)
	}
	put := func(name, more string) {
		data := []byte(nil)
		if f := fsys[name]; f != nil {
			data = f.Data
		}
		fsys[name] = &fstest.MapFile{Data: append(slices.Clone(data), more...)}
	}
	put("locales/active.en.toml", "\n"+source.String())
	if lang != SourceLocale {
		put("locales/active."+lang+".toml", "\n"+words.String())
	}
	fsys["locales/style."+lang+".toml"] = &fstest.MapFile{Data: style}
	fsys["flows/zz.yaml"] = &fstest.MapFile{Data: []byte("flow: zz\nabout: Examples.\ncare: true\nsteps:\n  - id: a\n    pages: [" + strings.Join(ids, ", ") + "]\n  - id: b\n    help: hotline\n")}
	return fsys
}

// example is the first text a pattern matches: its first alternatives, without what may be missing.
func example(pattern string) string {
	group := regexp.MustCompile(`\(([^()]*)\)(\??)`)
	for group.MatchString(pattern) {
		pattern = group.ReplaceAllStringFunc(pattern, func(g string) string {
			if strings.HasSuffix(g, "?") {
				return ""
			}
			first, _, _ := strings.Cut(strings.Trim(g, "()"), "|")
			return first
		})
	}
	pattern = regexp.MustCompile(`\S+\?`).ReplaceAllString(pattern, "")
	pattern = strings.NewReplacer("*", "", "..", "", "^", "", "$", "", "=", "").Replace(pattern)
	return strings.Join(strings.Fields(pattern), " ")
}

// TestShippedTextsAreEasyToRead holds the shipped flows to the figure that only warns elsewhere.
func TestShippedTextsAreEasyToRead(t *testing.T) {
	c, issues := Load(Folder{FS: os.DirFS("../..")})
	if c == nil {
		t.Fatal(issues)
	}
	readings, _ := c.Proofread()
	for _, r := range readings {
		if r.Hard || r.Average > MaxAverage {
			t.Errorf("%s in %s: %s %.1f (limit %.0f), %.1f words a sentence", r.Flow, r.Locale, r.Scale, r.Score, r.Limit, r.Average)
		}
	}
	if want := len(c.Flows()) * len(c.Locales()); len(readings) < want {
		t.Errorf("%d readings, want %d", len(readings), want)
	}
}

// What is right to say sounds like what is wrong: these must pass.
func TestStylesLetGoodSentencesPass(t *testing.T) {
	tests := map[string][]string{
		"en": {
			"It is not your fault.", "You are not to blame.", "You didn't ask for this.", "Some call it sextortion.", "You don't need to tell me what happened.",
			"Rules differ by where you live.", "Is it someone you knew?", "They can help to take it down.", "Nobody reads this chat now.", "Are you safe right now?", "How old were you in the picture?",
		},
		"es": {
			"No es tu culpa.", "Nunca es tu culpa.", "No tienes la culpa de nada.", "No te lo mereces.", "Hay quien lo llama sextorsión: la llaman sextorsión.",
			"¿De qué se trata?", "Cambia según donde vives.", "No eres tonta.", "Tú no lo provocaste.", "Nadie lee este chat ahora.", "No tienes que contarme qué pasó.",
		},
		"fr": {
			"Ce n'est pas ta faute.", "Tu n'es pas responsable.", "Tu n’es pas bête.", "Certains appellent ça sextorsion.", "Tu n'es pas obligée de me raconter ce qui s'est passé.",
			"Tu ne l'as pas mérité.", "Tout va bien pour toi, là, maintenant ?", "Personne ne lit ce chat.", "Ça dépend de là où tu habites.", "Quelqu'un de confiance peut t'aider.",
		},
		"ru": {
			"Это не твоя вина.", "Ты не виноват и не виновата.", "Некоторые называют это сексторшн.", "Не нужно рассказывать, что случилось.", "Ты ни в чём не виноват.",
			"Сейчас этот чат никто не читает.", "Можно начать, не называя имени.", "Тебе не нужно решать всё сегодня.", "Всё можно обсудить с ними.", "Там, где ты живёшь, может быть иначе.", "Сколько тебе лет было на фото?",
		},
	}
	for lang, good := range tests {
		data, err := os.ReadFile("../../locales/style." + lang + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		s := newStyle(readStyle(t, lang, data), "")
		for _, text := range good {
			if got := s.find(text, bannedList, voiceList, blameList, lateList); len(got) > 0 {
				t.Errorf("%s: %q is refused for %q", lang, text, got)
			}
		}
	}
}
