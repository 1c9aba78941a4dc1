package bot_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"staysafe/bot"
	"staysafe/bot/campaign"
	"staysafe/bot/inmem"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// late is a tally whose steps all come as late as can be: 19 are told as 10.
func late(room int) *bot.Tally { return bot.NewTallyOf(room, noon(), bytes.NewReader(nil)) }

// codes are a code that is counted, one that is not, and one that another server counts.
func codes(t *testing.T, keys *bot.Keyring) (counted, secret, plain, foreign string) {
	t.Helper()
	others, err := bot.NewKeyring([]byte(strings.Repeat("o", 32)))
	if err != nil {
		t.Fatal(err)
	}
	chance := rand.NewChaCha8([32]byte{7})
	h := campaign.Hint{Locale: "es", Country: "MX"}
	counted, secret, err = keys.NewCampaign(h, chance)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err = campaign.New(h, chance, nil); err != nil {
		t.Fatal(err)
	}
	if foreign, _, err = others.NewCampaign(h, chance); err != nil {
		t.Fatal(err)
	}
	return counted, secret, plain, foreign
}

// TestACampaignCounts: a talk that began with a code counts for it if its school asked for that here, once; also care
// and crisis count, as totals by nothing; and what is counted holds no code.
func TestACampaignCounts(t *testing.T) {
	b := house(t)
	counted, _, plain, foreign := codes(t, b.Keys)
	label, ok := b.Keys.Campaign(counted)
	if !ok || len(label) != 22 || strings.Contains(label, counted) {
		t.Fatalf("%q is counted as %q %v", counted, label, ok)
	}
	later := noon().Add(time.Hour)
	came := func(people int, store bot.Store, deliver func(say func(kind bot.Kind, id, code, text string))) bot.Totals {
		b.Store, b.Tally, b.Campaigns = store, late(0), late(bot.MaxCampaigns)
		for i := range people {
			deliver(func(kind bot.Kind, id, code, text string) {
				in := bot.Inbound{ID: id, Kind: kind, From: bot.Address(fmt.Sprint("person-", i)), At: noon(), Locale: "en", Code: code, Text: bot.NewText(text)}
				if err := b.Handle(t.Context(), quietChannel{}, in); err != nil {
					t.Fatal(err)
				}
			})
		}
		return b.Totals(later)
	}
	memory := func() bot.Store { return inmem.New(inmem.Config{TTL: 24 * time.Hour, Now: b.Now}) }
	type say = func(kind bot.Kind, id, code, text string)
	with := func(code string) func(say) { return func(s say) { s(bot.KindStart, "1", code, "") } }
	for name, tt := range map[string]struct {
		people  int
		store   bot.Store
		deliver func(say)
		want    map[string]int
	}{
		"its code":            {19, memory(), with(counted), map[string]int{label: 10}},
		"as somebody typed":   {19, memory(), with(strings.ToLower(counted)), map[string]int{label: 10}},
		"few":                 {18, memory(), with(counted), nil},
		"again in a talk":     {10, memory(), func(s say) { with(counted)(s); s(bot.KindStart, "2", counted, "") }, nil},
		"delivered twice":     {10, memory(), func(s say) { with(counted)(s); with(counted)(s) }, nil},
		"in a talk that runs": {19, memory(), func(s say) { s(bot.KindText, "0", "", "hello"); with(counted)(s) }, nil},
		"a plain code":        {19, memory(), with(plain), nil},
		"another server's":    {19, memory(), with(foreign), nil},
		"a mistyped one":      {19, memory(), with(counted[:5] + counted[6:]), nil},
		"no memory":           {19, noStore{}, with(counted), nil},
	} {
		if got := came(tt.people, tt.store, tt.deliver).Campaigns; !maps.Equal(got, tt.want) {
			t.Errorf("%s: %v, not %v", name, got, tt.want)
		}
	}
	got := came(19, memory(), func(s say) { s(bot.KindText, "1", "", "i want to kill myself"); s(bot.KindText, "2", "", "yes") })
	if got.Crisis != 10 || got.Care != 10 || got.Talks != 10 {
		t.Errorf("19 in crisis are told as %+v", got)
	}
	if got := came(19, noStore{}, func(s say) { s(bot.KindText, "1", "", "i want to kill myself") }); got.Crisis != 0 || got.Care != 0 {
		t.Errorf("without memory it tells %+v", got)
	}
}

// TestASecretOpensItsCode, however it is typed and also after the operator's secret was replaced; every other pair
// is refused alike.
func TestASecretOpensItsCode(t *testing.T) {
	old, current := []byte(strings.Repeat("k", 32)), []byte(strings.Repeat("n", 32))
	keys := keyring(t)
	code, secret, plain, foreign := codes(t, keys)
	label, _ := keys.Campaign(code)
	replaced, err := bot.NewKeyring(current, old)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []*bot.Keyring{keys, replaced} {
		for _, typed := range []string{secret, strings.ToLower(secret), strings.ReplaceAll(secret, "-", ""), " " + strings.NewReplacer("0", "O", "1", "l").Replace(secret) + " "} {
			if got, ok := k.OpensCampaign(strings.ToLower(code), typed); !ok || got != label {
				t.Errorf("%q opens %q: %v", typed, code, ok)
			}
		}
		if got, ok := k.CampaignSecret(code); !ok || got != secret {
			t.Errorf("the secret is %q %v, not %q", got, ok, secret)
		}
	}
	another, anothers, err := keys.NewCampaign(campaign.Hint{Locale: "es", Country: "MX"}, rand.NewChaCha8([32]byte{9}))
	if err != nil {
		t.Fatal(err)
	}
	gone, err := bot.NewKeyring(current)
	if err != nil {
		t.Fatal(err)
	}
	for name, pair := range map[string]struct {
		keys         *bot.Keyring
		code, secret string
	}{
		"another's secret":   {keys, code, anothers},
		"another's code":     {keys, another, secret},
		"no secret":          {keys, code, ""},
		"a plain code":       {keys, plain, secret},
		"a foreign code":     {keys, foreign, secret},
		"no code":            {keys, "", ""},
		"half a secret":      {keys, code, secret[:5]},
		"much":               {keys, code, strings.Repeat(secret, 9)},
		"an outlived secret": {gone, code, secret},
	} {
		if label, ok := pair.keys.OpensCampaign(pair.code, pair.secret); ok || label != "" {
			t.Errorf("%s opens %q", name, label)
		}
	}
}

// TestInventedCampaignsTakeNothing: however many there are, memory stays bounded, and a school that was told
// something is told it still, and more.
func TestInventedCampaignsTakeNothing(t *testing.T) {
	const room = 50
	tally := late(room)
	for range 25 {
		tally.Add(noon(), "school")
	}
	now := noon().Add(time.Hour)
	if n := tally.AtLeast(now, "school"); n != 10 {
		t.Fatalf("25 are told as %d", n)
	}
	for i := range 20 * room {
		tally.Add(now, fmt.Sprint("invented ", i))
		if kept := tally.Kept(); kept > 2*room {
			t.Fatalf("of %d things it keeps %d", i+1, kept)
		}
	}
	for range 10 {
		tally.Add(now, "school")
		tally.Add(now, fmt.Sprint("invented ", 20*room-1))
	}
	now = now.Add(time.Hour)
	if got := tally.Told(now); !maps.Equal(got, map[string]int{"school": 20}) {
		t.Errorf("it tells %v", got)
	}
	for i := range room { // those who are told something, no matter who, leave no room
		for range 19 {
			tally.Add(now, fmt.Sprint("busy ", i))
		}
	}
	now = now.Add(time.Hour)
	before := tally.Told(now)
	for range 30 {
		tally.Add(now, "too late")
	}
	if got := tally.Told(now.Add(time.Hour)); len(before) != room || !maps.Equal(got, before) {
		t.Errorf("%d are told, then %d", len(before), len(got))
	}
}

// TestStepsCanNotBeFoundOut: how far apart steps come is chance each time, so that who saw one come does not know
// how many more the next one takes.
func TestStepsCanNotBeFoundOut(t *testing.T) {
	tally := bot.NewTally(noon(), rand.NewChaCha8([32]byte{1}))
	now, told, at, gaps := noon(), 0, 0, map[int]bool{}
	for n := 1; n <= 2000; n++ {
		tally.Add(now, "talks")
		now = now.Add(time.Hour)
		next := tally.AtLeast(now, "talks")
		if next > n || next != told && next != told+10 {
			t.Fatalf("%d are told as %d, after %d", n, next, told)
		}
		if next != told {
			gaps[n-at] = true
			told, at = next, n
		}
	}
	if len(gaps) < 10 || told < 1980 {
		t.Errorf("steps come %d different numbers apart, and 2000 are told as %d", len(gaps), told)
	}
}

// TestOnePupilChangesOnlyTheirOwn: two histories of three schools that differ in one pupil's talk tell the same of every
// other count, and of the two that the talk belongs to the same but for one step.
func TestOnePupilChangesOnlyTheirOwn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := bytes.Repeat([]byte{rapid.Byte().Draw(t, "chance")}, 32)
		schools := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", ""}), 0, 200).Draw(t, "talks")
		at := rapid.IntRange(0, len(schools)).Draw(t, "when")
		mine := rapid.SampledFrom([]string{"a", "b", "c", ""}).Draw(t, "school")
		publish := func(talks []string) map[string]int {
			all, each := bot.NewTally(noon(), bytes.NewReader(key)), bot.NewTallyOf(10, noon(), bytes.NewReader(key))
			for i, school := range talks {
				now := noon().Add(time.Duration(i) * time.Minute)
				all.Add(now, "talks")
				if school != "" {
					each.Add(now, school)
				}
			}
			end := noon().Add(24 * time.Hour)
			told := map[string]int{"talks": all.AtLeast(end, "talks")}
			for _, school := range []string{"a", "b", "c"} {
				told[school] = each.AtLeast(end, school)
			}
			return told
		}
		without := publish(schools)
		with := publish(append(append(append([]string{}, schools[:at]...), mine), schools[at:]...))
		for what, n := range with {
			switch m := without[what]; {
			case n == m:
			case n != m+10:
				t.Fatalf("%s: %d without, %d with the pupil", what, m, n)
			case what != "talks" && what != mine:
				t.Fatalf("a pupil of %q changes %s", mine, what)
			}
		}
	})
}
