package studio

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/wordfile"
	"strings"
	"sync"
	"time"
)

// Errors of a desk. Each means that nothing was changed.
var (
	ErrMayNot  = errors.New("this person has no role for this")
	ErrNoText  = errors.New("there is no such text")
	ErrOwn     = errors.New("a second person has to approve this")
	ErrBlocked = errors.New("this can't be published yet")
	ErrName    = errors.New("give it a name of its own, in one line")
	ErrReason  = errors.New("say why, in one line")
	ErrByHand  = errors.New("somebody changed this file in the content folder and did not commit it")
)

// Desk is where staff work on the content of a repository. It is safe for many goroutines.
type Desk struct {
	store *store
	dir   string // the working tree, where what is published is put
	home  Home   // nil where the content lives here alone
	now   func() time.Time

	loader *content.Loader
	parsed *parsed
	exams  *exams

	publishing sync.Mutex // one publication after the other
	writing    sync.Mutex // one commit to a draft after the other

	mu         sync.Mutex
	ledgers    map[Version]*content.Ledger
	works      map[Version]*work
	reviews    map[[2]Version]*Review // by what is published and what is drafted
	candidates map[[2]Version]*candidate
}

// maxKept is of how many versions something is kept at hand.
const maxKept = 50

// OpenDesk opens the content repository in a folder: its branch is what is published.
func OpenDesk(dir string, now func() time.Time) (*Desk, error) {
	s, err := openStore(dir)
	if err != nil {
		return nil, err
	}
	return &Desk{store: s, dir: dir, now: now, loader: content.NewLoader(), parsed: newParsed(), exams: newExams(), ledgers: map[Version]*content.Ledger{}, works: map[Version]*work{}, reviews: map[[2]Version]*Review{}, candidates: map[[2]Version]*candidate{}}, nil
}

// wordsFile is the file of a locale's words.
func wordsFile(locale string) string { return "locales/active." + locale + ".toml" }

const reviewFile = "locales/review.toml"

// localeForm keeps what a request names from leading elsewhere.
var localeForm = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

// Text is a message in a locale, with what a translator needs to know of it.
type Text struct {
	Locale, ID  string
	Description string
	Source      string
	Words       string
	State       content.State
	By, When    string // who has read it, and when
	Safety      bool
	Changed     bool  // in the draft that was asked for
	Stamp       Stamp // of the words: what Write must be told
}

// Translated tells whether a text is a translation of another.
func (t Text) Translated() bool { return t.Locale != content.SourceLocale }

// Stamp tells whether words are still those that somebody saw.
type Stamp string

func stamp(m message) Stamp { return Stamp(content.SourceHash(m["hash"], m["other"])) }

// work is a version with what was read from it. It is shared: nobody changes it.
type work struct {
	version Version
	ledger  *content.Ledger
	words   map[string]map[string]message // by locale, by id
	raw     map[string][]byte             // the files of words
}

// base is where the published branch is, and where a person's draft is: the same where they have none.
func (d *Desk) base(person string) (main, own Version, err error) {
	if main, err = d.store.at(d.store.main); err != nil || person == "" {
		return main, own, err
	}
	own, err = d.store.at(draft(person))
	return main, own, err
}

// read reads the words of a version, once.
func (d *Desk) read(v Version) (*work, error) {
	d.mu.Lock()
	w := d.works[v]
	d.mu.Unlock()
	if w != nil {
		return w, nil
	}
	w, err := d.readAll(v)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.works) >= maxWorks {
		clear(d.works)
	}
	d.works[v] = w
	return w, nil
}

// maxWorks is of how many versions the words are kept at hand: each takes some megabytes.
const maxWorks = 12

func (d *Desk) readAll(v Version) (*work, error) {
	t, err := d.store.files(v)
	if err != nil {
		return nil, err
	}
	w := &work{version: v, words: map[string]map[string]message{}, raw: map[string][]byte{}}
	locales, err := t.Tree("locales")
	if err != nil {
		return nil, fmt.Errorf("reading the locales: %w", err)
	}
	var langs []string
	for _, e := range locales.Entries {
		lang, is := strings.CutPrefix(e.Name, "active.")
		lang, toml := strings.CutSuffix(lang, ".toml")
		if !is || !toml {
			continue
		}
		if w.raw[wordsFile(lang)], err = d.store.file(v, wordsFile(lang)); err != nil {
			return nil, err
		}
		langs = append(langs, lang)
	}
	all, err := d.understood(w.raw, langs)
	if err != nil {
		return nil, err
	}
	for i, lang := range langs {
		w.words[lang] = all[i]
	}
	if w.raw[reviewFile], err = d.store.file(v, reviewFile); err != nil {
		return nil, err
	}
	w.ledger, err = d.ledger(v, w)
	return w, err
}

// understood are the messages of some languages, in their order, all read at once.
func (d *Desk) understood(raw map[string][]byte, langs []string) ([]map[string]message, error) {
	all, errs := make([]map[string]message, len(langs)), make([]error, len(langs))
	var reading sync.WaitGroup
	for i, lang := range langs {
		reading.Go(func() {
			if all[i], errs[i] = d.parsed.read(raw[wordsFile(lang)]); errs[i] != nil {
				errs[i] = fmt.Errorf("%s: %w", wordsFile(lang), errs[i])
			}
		})
	}
	reading.Wait()
	return all, errors.Join(errs...)
}

// ledger is who has read what in a version.
func (d *Desk) ledger(v Version, w *work) (*content.Ledger, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if l := d.ledgers[v]; l != nil {
		return l, nil
	}
	l, err := d.ledgerOf(v, w.raw)
	if err != nil {
		return nil, err
	}
	if len(d.ledgers) > maxKept { // old versions are seldom looked at
		clear(d.ledgers)
	}
	d.ledgers[v] = l
	return l, nil
}

// ledgerOf reads who has read what: in files of words, beside the flows of a version.
func (d *Desk) ledgerOf(v Version, raw map[string][]byte) (*content.Ledger, error) {
	t, err := d.store.files(v)
	if err != nil {
		return nil, err
	}
	files := maps.Clone(raw)
	flows, err := t.Tree("flows")
	if err != nil {
		return nil, fmt.Errorf("reading the flows: %w", err)
	}
	for _, e := range flows.Entries {
		if path.Ext(e.Name) != ".yaml" {
			continue
		}
		if _, other := files["flows/"+e.Name]; other {
			continue
		}
		if files["flows/"+e.Name], err = d.store.file(v, "flows/"+e.Name); err != nil {
			return nil, err
		}
	}
	l, issues := d.loader.Files(files).Ledger()
	if l == nil {
		return nil, fmt.Errorf("reading who has read what: %v", issues)
	}
	return l, nil
}

// current is the version a person sees: their draft, or what is published.
func (d *Desk) current(person string) (Version, error) {
	main, own, err := d.base(person)
	if err != nil || own.IsZero() {
		return main, err
	}
	return own, nil
}

// Locales are the languages words are written in, the source first.
func (d *Desk) Locales(person string) ([]string, error) {
	v, err := d.current(person)
	if err != nil {
		return nil, err
	}
	w, err := d.read(v)
	if err != nil {
		return nil, err
	}
	all := slices.DeleteFunc(slices.Sorted(maps.Keys(w.words)), func(tag string) bool { return tag == content.SourceLocale })
	return append([]string{content.SourceLocale}, all...), nil
}

// Texts are all messages of a locale as a person sees them, by id.
func (d *Desk) Texts(person, locale string) ([]Text, error) {
	v, err := d.current(person)
	if err != nil {
		return nil, err
	}
	w, err := d.read(v)
	if err != nil {
		return nil, err
	}
	if w.words[locale] == nil {
		return nil, ErrNoText
	}
	changed, err := d.changed(person)
	if err != nil {
		return nil, err
	}
	var all []Text
	staff := w.words[locale][content.StaffName] != nil
	for _, id := range slices.Sorted(maps.Keys(w.words[content.SourceLocale])) {
		if content.StaffOnly(id) && !staff {
			continue
		}
		all = append(all, w.text(locale, id, changed))
	}
	return all, nil
}

// Text is one message as a person sees it.
func (d *Desk) Text(person, locale, id string) (Text, error) {
	all, err := d.Texts(person, locale)
	if err != nil {
		return Text{}, err
	}
	at := slices.IndexFunc(all, func(t Text) bool { return t.ID == id })
	if at < 0 {
		return Text{}, ErrNoText
	}
	return all[at], nil
}

// Other is what somebody else's draft says.
type Other struct {
	Person string // the id of whose draft it is
	Words  string
}

// Others are the drafts of others that say something else for a message than what is published.
func (d *Desk) Others(person, locale, id string) ([]Other, error) {
	people, err := d.Drafts()
	if err != nil {
		return nil, err
	}
	var all []Other
	for _, p := range people {
		if p == person {
			continue
		}
		changes, err := d.Changes(p)
		if err != nil {
			return nil, err
		}
		for _, c := range changes {
			if c.Locale == locale && c.ID == id && c.Words != c.Before {
				all = append(all, Other{p, c.Words})
			}
		}
	}
	return all, nil
}

func (w *work) text(locale, id string, changed map[string]bool) Text {
	src, own := w.words[content.SourceLocale][id], w.words[locale][id]
	t := Text{
		Locale: locale, ID: id, Description: src["description"], Source: src["other"], Words: own["other"],
		State: w.ledger.State(locale, id), Safety: w.ledger.Safety(id), Changed: changed[locale+" "+id], Stamp: stamp(own),
	}
	t.By, t.When = w.ledger.By(locale, id)
	return t
}

// Write changes the words of a message in a person's draft. seen is the Stamp of the words they started from: if these are not the
// words any more it returns ErrMoved. read says that the person has read the words beside the source and vouches for them;
// else nobody has.
func (d *Desk) Write(who Person, locale, id string, seen Stamp, words string, read bool) error {
	role := Translator
	if locale == content.SourceLocale {
		role = Editor
	}
	if !who.May(role) {
		return ErrMayNot
	}
	words = strings.ReplaceAll(strings.TrimSpace(words), "\r\n", "\n")
	return d.edit(who, who.ID, locale, id, seen, func(w *work) (map[string][]byte, error) {
		set := message{"other": words}
		if locale != content.SourceLocale {
			src := w.words[content.SourceLocale][id]
			set["hash"], set["description"] = content.SourceHash(src["description"], src["other"]), src["description"]
		}
		file, err := wordfile.Set(d.parsed.read, w.raw[wordsFile(locale)], map[string]message{id: set})
		if err != nil {
			return nil, err
		}
		state, by := content.Machine, ""
		if read {
			state, by = content.Reviewed, who.Name
		}
		return d.signed(w, locale, id, file, state, by)
	}, "words: "+locale+" "+id)
}

// Approve says that a person has read a message in somebody's draft and vouches for it, as a safeguarding lead; in their own
// draft also one that nobody changed. It returns ErrOwn if they were the last to change it.
func (d *Desk) Approve(who Person, owner, locale, id string, seen Stamp) error {
	if !who.May(Approver) {
		return ErrMayNot
	}
	changes, err := d.Changes(owner)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(changes, func(c Change) bool { return c.Locale == locale && c.ID == id })
	switch {
	case at < 0 && owner != who.ID:
		return ErrNoText
	case at >= 0 && changes[at].By.Email == who.Email:
		return ErrOwn
	}
	return d.edit(who, owner, locale, id, seen, func(w *work) (map[string][]byte, error) {
		return d.signed(w, locale, id, w.raw[wordsFile(locale)], content.Approved, who.Name)
	}, "approve: "+locale+" "+id)
}

// signed are the files of a version with the words of a locale in file, and who has read one of them.
func (d *Desk) signed(w *work, locale, id string, file []byte, state content.State, by string) (map[string][]byte, error) {
	raw := maps.Clone(w.raw)
	raw[wordsFile(locale)] = file
	l, err := d.ledgerOf(w.version, raw)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{wordsFile(locale): file, reviewFile: l.Sign(d.now().UTC(), content.Signature{Locale: locale, ID: id, State: state, By: by})}, nil
}

// edit changes one message on the draft of an owner. Where another text of the draft was changed at the same time it
// begins again; nothing is lost but where the same text was changed, which is ErrMoved.
func (d *Desk) edit(who Person, owner, locale, id string, seen Stamp, with func(*work) (map[string][]byte, error), says string) error {
	if !localeForm.MatchString(locale) {
		return ErrNoText
	}
	return d.draft(who, owner, func(from Version) (map[string][]byte, string, error) {
		w, err := d.read(from)
		if err != nil {
			return nil, "", err
		}
		if w.words[locale] == nil || w.words[content.SourceLocale][id] == nil {
			return nil, "", ErrNoText
		}
		if stamp(w.words[locale][id]) != seen {
			return nil, "", ErrMoved
		}
		files, err := with(w)
		return files, says, err
	})
}

// draft commits to the draft of an owner what changed makes of it: whole files, and what the commit says; nil files are nothing to commit.
// Where something else was committed there at the same time it asks again.
func (d *Desk) draft(who Person, owner string, changed func(from Version) (map[string][]byte, string, error)) error {
	for {
		main, own, err := d.base(owner)
		if err != nil {
			return err
		}
		from := own
		if own.IsZero() {
			from = main
		}
		files, says, err := changed(from)
		if err != nil || files == nil {
			return err
		}
		d.writing.Lock()
		_, err = d.store.commit(draft(owner), own, main, change{files: files, who: who, when: d.now(), says: says})
		d.writing.Unlock()
		if !errors.Is(err, ErrMoved) {
			return err
		}
	}
}
