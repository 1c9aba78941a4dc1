package bot_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"staysafe/bot"
	"staysafe/bot/flow"
)

// shelf is the shipped flows without their words.
type shelf map[string]*flow.Flow

func (s shelf) Flow(id string) *flow.Flow { return s[id] }
func (s shelf) Locales() []string         { return []string{"en", "zh-Hant"} }
func (s shelf) Places(_, _, region string) []string {
	if region != "" {
		return []string{flow.ToCountry + "KE", flow.ToCountry + "UG"}
	}
	return []string{flow.ToCountry + "KE", flow.ToRegion + "014"}
}

func shippedFlows(tb testing.TB) (shelf, []string) {
	tb.Helper()
	files, err := filepath.Glob("../flows/*.yaml")
	if err != nil || len(files) == 0 {
		tb.Fatalf("no flows found: %v", err)
	}
	lib, ids := shelf{}, []string(nil)
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

func TestMeasure(t *testing.T) {
	lib, ids := shippedFlows(t)
	rng := rand.New(rand.NewPCG(1, 2))
	hist := map[int]int{}
	max := [3]int{}
	var worst bot.Session
	for talk := range 3000 {
		var s flow.State
		var outs []flow.Out
		s.Locale = "zh-Hant"
		for range 100 {
			in := flow.Input{Now: noon()}
			switch k := rng.IntN(20); {
			case k < 12:
				if o := flow.Offers(lib, s); len(o) > 0 {
					in.Tap.Choice = o[rng.IntN(len(o))]
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
			case k == 19:
				for range 3 {
					in.Maybe = append(in.Maybe, flow.GoTo+ids[rng.IntN(len(ids))])
				}
			}
			s, outs = flow.Advance(lib, s, in)
			sess := bot.Session{State: s, Began: noon(), Seen: noon()}
			sess.Last = bot.Delivery{Mark: "0123456789012345678901234567890123456789012"}
			a := bot.Size(&sess)
			sess.Last.Outs = outs
			b := bot.Size(&sess) - a
			if a+b > max[0]+max[1] {
				max[0], max[1] = a, b
				worst = sess
			}
			hist[(a+b)/50*50]++
		}
		_ = talk
	}
	for i := 0; i < 1500; i += 50 {
		if hist[i] > 0 {
			fmt.Println(i, hist[i])
		}
	}
	fmt.Printf("%v %+v\n", max, worst)
	_ = strconv.Itoa
}
