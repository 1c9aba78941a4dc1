package understand

import "testing"

func TestFinderTakesTextsAsTheyAreWritten(t *testing.T) {
	f, err := NewFinder([]string{"you should have", "child porn*", "(kill|hurt) .. himself", "^ trust me $"})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		text string
		want []Found
	}{
		{"Well, you should have told someone.", []Found{{0, 1, 4}}},
		{"You SHOULD\nhave. You should’ve.", []Found{{0, 0, 3}}},
		{"you shoud have", nil}, // a misspelling is not forgiven
		{"Child pornography, child porn", []Found{{1, 0, 2}, {1, 2, 4}}},
		{"He may hurt or scare himself", []Found{{2, 2, 6}}},
		{"Trust me.", []Found{{3, 0, 2}}},
		{"Please trust me", nil},
		{"", nil},
	}
	for _, tt := range tests {
		got := f.Find(tt.text)
		if len(got) != len(tt.want) {
			t.Errorf("%q: %v, want %v", tt.text, got, tt.want)
			continue
		}
		for i := range got {
			if got[i] != tt.want[i] {
				t.Errorf("%q: %v, want %v", tt.text, got, tt.want)
			}
		}
	}
	if _, err := NewFinder([]string{"(open"}); err == nil {
		t.Error("a pattern that can't be read was taken")
	}
}
