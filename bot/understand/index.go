package understand

// Words is one locale's words.<lang>.toml: what we listen for in that language.
type Words struct {
	Locale    string
	Classes   map[string][]string // names for sets of words, used in patterns as <name>
	Danger    map[string]Phrases  // by list: crisis, abuse, sextortion
	Commands  map[string][]string // by command list: help, menu, back, stop, language, delete, hide, known, safeword …
	Topics    map[string][]string // by topic: example questions
	Concepts  map[string][]string // by concept: words and short phrases that name it
	Countries map[string][]string // by ISO code: names beyond CLDR, demonyms, big cities
	Languages map[string][]string // by BCP-47 tag: names beyond CLDR
	Real      []string            // real words that are never a misspelling of a listened one
	Around    []string            // words that may stand around the name of a country or language, where nothing else is said
	Speaking  []string            // what may stand before a language's name, where nothing else is said
	Personal  []string            // patterns of what we never ask for
	Polite    []string            // "please" and the like, which change nothing about a command
	Common    []string            // frequent little words, to tell which language a text is in
}

// Phrases are patterns of one danger list.
type Phrases struct {
	Certain    []string // the full answer
	Unsure     []string // one gentle line, with Help now
	Figurative []string // sounds dangerous, is not: takes away what it covers
	Calm       []string // example sentences that sound like it and are not; the router learns from them
}

// Level is how sure the safety layer is.
type Level int

// Levels, from nothing to certain.
const (
	Calm Level = iota
	Unsure
	Certain
)

// Danger is the verdict of the safety layer. The zero value is calm.
type Danger struct {
	Level   Level
	List    string  // which list heard it: crisis, abuse, sextortion
	Locale  string  // in which language it was heard; "" if that is not plain
	Pattern string  // which phrase of the list heard it, as it stands in the list; "" where the router did
	Phrase  int     // a number for Pattern that stays the same, 0 without one
	Peril   float64 // how likely the router takes it for danger, where it decided
}

// Guess is one topic a text may be about; Score is 0 to 1.
type Guess struct {
	Topic string
	Score float64
}

// Command is a global word that makes up the whole text.
type Command struct{ List, Locale string }
