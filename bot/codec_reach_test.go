package bot_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"staysafe/bot"
	"staysafe/bot/flow"
	"strconv"
	"testing"
)

// TestReachableSessionsFit wanders through the shipped flows, with far more changes of subject
// than people make, and expects that nothing of any session it meets has to be let go.
func TestReachableSessionsFit(t *testing.T) {
	lib, ids := shippedFlows(t)
	mark := keyring(t).Mark("telegram", "1234567890\x001234567890")
	rng := rand.New(rand.NewPCG(1, 2))
	longest := 0
	for range 1000 {
		state := flow.State{Locale: "zh-Hant", Hint: "KE"}
		for range 60 {
			var outs []flow.Out
			state, outs = flow.Advance(lib, state, anyInput(rng, lib, ids, state))
			outs = append(outs, flow.Out{Message: "common.owners_may_read"}) // where owners read along
			s := bot.Session{
				State: state, Last: bot.Delivery{Mark: mark, Outs: outs}, Began: noon(), Seen: noon(), Said: said(rng),
			}
			longest = max(longest, bot.SessionSize(&s))
		}
	}
	if longest > bot.PaddedSession {
		t.Errorf("the longest session takes %d bytes: raise PaddedSession from %d", longest, bot.PaddedSession)
	}
	if longest < 400 {
		t.Errorf("the longest session takes only %d bytes: does this test still wander?", longest)
	}
	t.Logf("the longest takes %d of %d bytes", longest, bot.PaddedSession)
}

// anyInput is something a person may do next.
func anyInput(rng *rand.Rand, lib shelf, ids []string, s flow.State) flow.Input {
	in := flow.Input{Now: noon()}
	switch k := rng.IntN(20); {
	case k < 13:
		if offers := flow.Offers(lib, s); len(offers) > 0 {
			in.Tap.Choice = offers[rng.IntN(len(offers))]
		}
	case k < 16:
		f := lib[ids[rng.IntN(len(ids))]]
		in.Interrupt = flow.Entry{Flow: f.ID, Step: f.Steps[rng.IntN(len(f.Steps))].ID}
	case k == 16:
		in.Back = true
	case k == 17:
		in.Words, in.Gentle, in.Personal = true, rng.IntN(2) == 0, rng.IntN(2) == 0
	case k == 18:
		in.Country = "KE"
	default:
		for range 3 {
			in.Maybe = append(in.Maybe, flow.GoTo+ids[rng.IntN(len(ids))])
		}
	}
	return in
}

// said is a long talk on a busy network: the bot's answer follows the person's message, and
// other people's messages are counted in between.
func said(rng *rand.Rand) []string {
	var ids []string
	for id := 1 << 30; len(ids) < bot.MaxSaid; id += 1 + rng.IntN(2000) {
		ids = append(ids, strconv.Itoa(id), strconv.Itoa(id+1))
	}
	return ids
}

// shelf is the shipped flows without their words.
type shelf map[string]*flow.Flow

func (s shelf) Flow(id string) *flow.Flow { return s[id] }
func (s shelf) Locales() []string         { return []string{"en", "zh-Hant"} }
func (s shelf) Services(string, string, string) []string {
	return []string{"zz-child-helpline-international-directory", "zz-find-a-helpline-throughline"}
}

func (s shelf) Moved(flow.Entry) (flow.Entry, bool) { return flow.Entry{}, false }

func (s shelf) Places(_, _, region string) []string {
	if region != "" {
		return []string{flow.ToCountry + "KE", flow.ToCountry + "UG"}
	}
	return []string{flow.ToCountry + "KE", flow.ToRegion + "014"}
}

func shippedFlows(tb testing.TB) (lib shelf, ids []string) {
	tb.Helper()
	files, err := filepath.Glob("../flows/*.yaml")
	if err != nil || len(files) < 5 {
		tb.Fatalf("found only the flows %v: %v", files, err)
	}
	lib = shelf{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		f, problems := flow.Decode(data)
		if f == nil || len(problems) > 0 {
			tb.Fatalf("%s: %v", file, problems)
		}
		lib[f.ID], ids = f, append(ids, f.ID)
	}
	return lib, ids
}
