package understand

import "testing"

// TestScriptsWithoutBlanksAndWithMarks: what is listened for is heard wherever it stands in Thai and Chinese, vowels of Thai and Hindi count, and the forms
// of one letter, digit or mark that people write for each other are one.
func TestScriptsWithoutBlanksAndWithMarks(t *testing.T) {
	for from, want := range map[string]string{
		"อยากตาย":        "อ ย า ก ต า ย",
		"ตายยยยยย":       "ต า ย ย",
		"ไม่ได้":         "ไ ม่ ไ ด้",
		"我想死":            "我 想 死",
		"我13岁ok":         "我 13 岁 ok",
		"मुझे":           "मुझे",
		"ज़रूर हूँ":      "जरूर हूं",
		"أُرِيـــد ۱۲ ٣": "اريد 12 3",
		"کیا":            "كيا",
		"Łóżko, łzy":     "lozko lzy",
		"Đừng đi":        "dung di",
	} {
		if got := Fold(from); got != want {
			t.Errorf("%s is %q, not %q", from, got, want)
		}
	}
	x, faults := Build([]Words{
		{Locale: "th", Danger: map[string]Phrases{"crisis": {Certain: []string{"อยากตาย?จริง", "(กิน|กลืน) .. ยาเกินขนาด"}}}, Common: []string{"ที่", "ฉัน"}},
		{Locale: "zh-Hans", Danger: map[string]Phrases{"crisis": {Certain: []string{"(我|俺)?想死"}}}, Common: []string{"我", "的", "是"}},
	}, map[string]int{"crisis": 1}, nil, []string{"th", "zh-Hans"}, nil)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	for text, in := range map[string]string{"เบื่อมาก อยากตายจริงๆ": "th", "เบื่อจริงนะ": "th", "กินยาของแม่ยาเกินขนาดไปแล้ว": "th", "今天真的好想死啊": "zh-Hans", "考试考死我了": "", "กินข้าว": ""} {
		if d := x.Danger(NewText(text)); (d.List == "crisis") != (in != "") || in != "" && d.Locale != in {
			t.Errorf("%s: heard %+v, want %q", text, d, in)
		}
	}
	if got := x.Written(NewText("我是学生的")); got != "zh-Hans" {
		t.Errorf("written in %q", got)
	}
}
