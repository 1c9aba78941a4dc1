package kit_test

import (
	"crypto/sha256"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"staysafe/bot/campaign"
	"staysafe/bot/kit"
	"strings"
	"sync"
	"testing"
)

// read lets an independent decoder read a picture: zbar.
func read(t *testing.T, file string) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", file).Output()
	if err != nil {
		return nil // it found nothing
	}
	return strings.Fields(string(out))
}

// worn is a picture of a code as a camera sees it on a wall: turned, out of focus, and dirty. The dirt
// covers 15 % of its square; the corners a camera finds it by, three large and one small, stay free. at is where the code is,
// without its white border, and size how many modules it has.
func worn(p *image.Gray, at image.Rectangle, size int, degrees float64, blur int, dirt bool, chance *rand.Rand) *image.Gray {
	dirty := image.NewGray(p.Bounds())
	draw.Draw(dirty, dirty.Bounds(), p, p.Bounds().Min, draw.Src)
	if dirt {
		code, module := at.Dx(), float64(at.Dx())/float64(size)
		edge := int(float64(code) * math.Sqrt(0.15))
		from := int(8 * module) // beyond the corners: their squares are 7 modules, and a white line
		room := code - int(9*module) - edge - from
		spot := at.Min.Add(image.Pt(from+chance.IntN(room), from+chance.IntN(room)))
		draw.Draw(dirty, image.Rectangle{spot, spot.Add(image.Pt(edge, edge))}, image.NewUniform(color.Gray{Y: uint8(60 + chance.IntN(120))}), image.Point{}, draw.Src)
	}
	side := p.Bounds().Dx()
	wide := side * 3 / 2
	turned := image.NewGray(image.Rect(0, 0, wide, wide))
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	for y := range wide {
		for x := range wide {
			dx, dy := float64(x-wide/2), float64(y-wide/2)
			shade := between(dirty, dx*cos+dy*sin+float64(side)/2, dy*cos-dx*sin+float64(side)/2)
			turned.SetGray(x, y, shade)
		}
	}
	return blurred(turned, blur)
}

// between is the shade at a place between four pixels; white beyond the picture.
func between(p *image.Gray, x, y float64) color.Gray {
	x0, y0 := math.Floor(x), math.Floor(y)
	at := func(x, y float64) float64 {
		if q := image.Pt(int(x), int(y)); q.In(p.Bounds()) {
			return float64(p.GrayAt(q.X, q.Y).Y)
		}
		return 255
	}
	fx, fy := x-x0, y-y0
	return color.Gray{Y: uint8((at(x0, y0)*(1-fx)+at(x0+1, y0)*fx)*(1-fy) + (at(x0, y0+1)*(1-fx)+at(x0+1, y0+1)*fx)*fy)}
}

// blurred is the mean of a square around each pixel, from sums of the picture.
func blurred(p *image.Gray, radius int) *image.Gray {
	if radius == 0 {
		return p
	}
	w, h := p.Bounds().Dx(), p.Bounds().Dy()
	sums := make([]int, (w+1)*(h+1))
	for y := range h {
		row := 0
		for x := range w {
			row += int(p.GrayAt(x, y).Y)
			sums[(y+1)*(w+1)+x+1] = sums[y*(w+1)+x+1] + row
		}
	}
	out := image.NewGray(p.Bounds())
	for y := range h {
		for x := range w {
			x0, y0, x1, y1 := max(0, x-radius), max(0, y-radius), min(w, x+radius+1), min(h, y+radius+1)
			sum := sums[y1*(w+1)+x1] - sums[y0*(w+1)+x1] - sums[y1*(w+1)+x0] + sums[y0*(w+1)+x0]
			out.SetGray(x, y, color.Gray{Y: uint8(sum / ((x1 - x0) * (y1 - y0)))})
		}
	}
	return out
}

// TestCodesAreRead: turned, out of focus and dirty, at least 99 of 100 are read by another program, and
// what it reads is the link, with what the code says.
func TestCodesAreRead(t *testing.T) {
	var jobs []job
	for i, h := range schools() {
		code := codeOf(t, h, byte(i))
		for _, link := range []string{"https://staysafe.example/c/" + code, "https://t.me/StaySafeBot?start=" + code} {
			c, err := kit.NewCode(link, "code")
			if err != nil {
				t.Fatal(err)
			}
			if got, ok := campaign.Read(link[len(link)-len(code):]); !ok || got != h {
				t.Errorf("%s says %+v", link, got)
			}
			p := c.Picture()
			jobs = append(jobs, wear(link, link, p, p.Bounds().Inset(border*p.Bounds().Dx()/c.Size()), c.Size()-2*border)...)
		}
	}
	enough(t, readable(t, jobs), len(jobs))
}

// border is the white border of a code, in modules.
const border = 4

// schools are what codes say: short and long ones, plain and counted.
func schools() []campaign.Hint {
	all := []campaign.Hint{{Locale: "en", Country: "KE"}, {Locale: "es", Country: "MX"}, {Locale: "fr"}, {Locale: "ru", Country: "KZ", Counts: true}, {Locale: "zh-Hant", Country: "TW", Counts: true}}
	if testing.Short() {
		return all[:1] // the race detector needs no more
	}
	return all
}

func codeOf(t *testing.T, h campaign.Hint, seed byte) string {
	t.Helper()
	var sign campaign.Sign
	if h.Counts {
		sign = func(content string) uint32 { return crc32.ChecksumIEEE([]byte(content)) }
	}
	code, err := campaign.New(h, rand.NewChaCha8([32]byte{seed}), sign)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// browse opens a page in a browser and returns what it prints.
func browse(t *testing.T, page string, args ...string) string {
	t.Helper()
	args = append([]string{"--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"}, append(args, "file://"+page)...)
	out, err := exec.CommandContext(t.Context(), "chromium", args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", page, err)
	}
	return string(out)
}

// square says, in the title of a page, where the first code on it is, without its white border.
const square = `<script>addEventListener("load",()=>{const b=[...document.querySelector(".qr").querySelectorAll("path")].at(-1).getBoundingClientRect();document.title="code at "+[b.left,b.top,b.width].join(" ")})</script>`

// TestWornPostersAreRead: every sheet with a code, for every code, as a browser prints it and as it looks on a wall.
func TestWornPostersAreRead(t *testing.T) {
	c := words(t)
	folder := t.TempDir()
	good, all := 0, 0
	for i, h := range schools() {
		k := school(c, "es")
		code := codeOf(t, h, byte(i))
		link := "https://staysafe.example/c/" + code
		k.Code, k.Links = code, []kit.Link{{Channel: "web", URL: link}}
		printed, err := kit.NewCode(link, "code")
		if err != nil {
			t.Fatal(err)
		}
		size := printed.Size() - 2*border
		var jobs []job
		for name, text := range files(t, k) {
			if !strings.HasSuffix(name, ".html") || !strings.Contains(text, "<svg xmlns") {
				continue
			}
			page, picture := filepath.Join(folder, name), filepath.Join(folder, name+".png")
			if err := os.WriteFile(page, []byte(strings.Replace(text, "</body>", square+"</body>", 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			const window = "--window-size=1240,1720"
			var x, y, wide float64
			_, title, _ := strings.Cut(browse(t, page, window, "--dump-dom"), "<title>code at ")
			if _, err := fmt.Sscanf(title, "%g %g %g", &x, &y, &wide); err != nil {
				t.Fatalf("%s: there is no code: %v", name, err)
			}
			scale := 12 * float64(size) / wide // as many dots for each module as the pictures of the codes have
			browse(t, page, window, fmt.Sprintf("--force-device-scale-factor=%g", scale), "--screenshot="+picture)
			at := image.Rect(int(x*scale), int(y*scale), int((x+wide)*scale), int((y+wide)*scale))
			jobs = append(jobs, wear(name+" "+link, link, around(t, picture, &at), at, size)...)
		}
		if len(jobs) < 8*36 {
			t.Errorf("%s: only %d pictures", link, len(jobs))
		}
		good, all = good+readable(t, jobs), all+len(jobs)
	}
	enough(t, good, all)
}

// around is what a camera held to a code sees of a picture; at becomes the code's place in it.
func around(t *testing.T, file string, at *image.Rectangle) *image.Gray {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	p, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	near := at.Inset(-at.Dx() / 4)
	seen := image.NewGray(image.Rect(0, 0, near.Dx(), near.Dy()))
	draw.Draw(seen, seen.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(seen, seen.Bounds(), p, near.Min, draw.Src)
	*at = at.Sub(near.Min)
	return seen
}

// job is a picture to read, and what it should say.
type job struct {
	name, link string
	picture    *image.Gray
}

// wear is a picture of a code in many states, the same ones each time for a picture of this name.
func wear(name, link string, p *image.Gray, at image.Rectangle, size int) []job {
	chance := rand.New(rand.NewChaCha8(sha256.Sum256([]byte(name))))
	module := at.Dx() / size
	var jobs []job
	for _, degrees := range []float64{0, 7, 33, 90, 181, 300} {
		for _, blur := range []int{0, module / 6, module / 3} {
			for _, dirt := range []bool{false, true} {
				jobs = append(jobs, job{fmt.Sprint(name, " ", degrees, blur, dirt), link, worn(p, at, size, degrees+chance.Float64()*4, blur, dirt, chance)})
			}
		}
	}
	return jobs
}

// readable is how many pictures are read by another program. None may be read as anything else.
func readable(t *testing.T, jobs []job) int {
	t.Helper()
	folder := t.TempDir()
	var mu sync.Mutex
	var wait sync.WaitGroup
	good, turn := 0, make(chan struct{}, runtime.NumCPU())
	for i, j := range jobs {
		wait.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			file := filepath.Join(folder, fmt.Sprint(i, ".pgm")) // packing it would take longer than reading it
			head := fmt.Appendf(nil, "P5 %d %d 255\n", j.picture.Rect.Dx(), j.picture.Rect.Dy())
			if err := os.WriteFile(file, append(head, j.picture.Pix...), 0o600); err != nil {
				t.Error(err)
			}
			defer os.Remove(file) //nolint:errcheck // the folder goes at the end
			got := read(t, file)
			mu.Lock()
			defer mu.Unlock()
			if len(got) == 1 && got[0] == j.link {
				good++
			} else if len(got) > 0 {
				t.Errorf("%s is read as %v", j.name, got)
			} else {
				t.Log("not read: ", j.name)
			}
		})
	}
	wait.Wait()
	return good
}

// enough tells whether at least 99 of 100 are read.
func enough(t *testing.T, good, all int) {
	t.Helper()
	t.Logf("%d of %d are read", good, all)
	if good*100 < all*99 {
		t.Errorf("only %d of %d are read", good, all)
	}
}

// measure says, in the title of a page, what of it a sheet cuts off: anything with words or a picture in it.
const measure = `<style>html{font-family:"DejaVu Sans"!important}</style><script>addEventListener("load",()=>{
const cut=[]
for(const sheet of document.querySelectorAll(".sheet")){const s=sheet.getBoundingClientRect()
const walk=document.createTreeWalker(sheet,NodeFilter.SHOW_TEXT)
while(walk.nextNode()){const r=document.createRange();r.selectNodeContents(walk.currentNode)
for(const b of r.getClientRects())if(b.width&&(b.left<s.left-1||b.top<s.top-1||b.right>s.right+1||b.bottom>s.bottom+1)){cut.push(walk.currentNode.data.trim().slice(0,30));break}}
for(const e of sheet.querySelectorAll(".qr")){const b=e.getBoundingClientRect();if(b.left<s.left||b.top<s.top||b.right>s.right||b.bottom>s.bottom)cut.push("a code")}
for(const cell of sheet.querySelectorAll(".strips>div,.cards>div")){const c=cell.getBoundingClientRect(),r=document.createRange();r.selectNodeContents(cell)
const b=r.getBoundingClientRect();if(b.left<c.left-1||b.top<c.top-1||b.right>c.right+1||b.bottom>c.bottom+1)cut.push("out of its cell: "+cell.textContent.slice(0,30))}}
document.title="cut off: "+(cut.join("; ")||"nothing")})</script>`

// TestNothingIsCutOff: in a wide font, with a long code and a long name, in the language with the longest words and
// from right to left, each sheet holds all that stands on it, and each card and strip what is its own.
func TestNothingIsCutOff(t *testing.T) {
	c := words(t)
	folder := t.TempDir()
	locales := append(c.Locales(), "ar-XB")
	if testing.Short() {
		locales = []string{"ru"} // the race detector needs no more
	}
	for _, locale := range locales {
		k := school(c, locale)
		k.School = "Colegio Nacional Benito Juárez García"
		for i := range k.Links {
			k.Links[i].URL = strings.Replace(k.Links[i].URL, k.Code, "2JN05CPQGZGHCGMFXKBBZ", 1)
		}
		holdsAll(t, folder, k, ".html")
	}
	long := school(c, "es") // a language that needs far more room: a lesson is as long as it is, the page grows
	long.Text = func(id string, args map[string]string) string {
		text := c.Text("es", id, args)
		return text + " " + text
	}
	holdsAll(t, folder, long, "lesson-20-a4.html", "lesson-45-a4.html")
}

// holdsAll tells whether the sheets of a kit whose names end so hold all that stands on them.
func holdsAll(t *testing.T, folder string, k kit.Kit, ends ...string) {
	t.Helper()
	seen := 0
	for name, text := range files(t, k) {
		if name == "embed.html" || !slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(name, end) }) {
			continue
		}
		page := filepath.Join(folder, k.Locale+name)
		if err := os.WriteFile(page, []byte(strings.Replace(text, "</body>", measure+"</body>", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if found := regexp.MustCompile(`<title>(cut off: [^<]*)</title>`).FindStringSubmatch(browse(t, page, "--window-size=1300,2400", "--dump-dom")); found == nil || found[1] != "cut off: nothing" {
			t.Errorf("%s %s: %s", k.Locale, name, found)
		}
		seen++
	}
	if seen < len(ends) {
		t.Errorf("there are only %d sheets of %v", seen, ends)
	}
}

// TestPostersAreRead: on every sheet with a code, as a browser prints it, in both directions, the code is
// read.
func TestPostersAreRead(t *testing.T) {
	c := words(t)
	folder := t.TempDir()
	for _, locale := range []string{"es", "ar-XB"} {
		for name, text := range files(t, school(c, locale)) {
			if !strings.HasSuffix(name, ".html") || !strings.Contains(text, "<svg xmlns") || strings.Contains(name, "-a3") {
				continue
			}
			page, picture := filepath.Join(folder, locale+name), filepath.Join(folder, locale+name+".png")
			if err := os.WriteFile(page, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.CommandContext(t.Context(), "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
				"--force-device-scale-factor=1.5", "--window-size=860,1200", "--screenshot="+picture, "file://"+page).CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			got := read(t, picture)
			if len(got) == 0 || strings.Trim(strings.Join(got, ""), "") != strings.Repeat(address, len(got)) || strings.HasPrefix(name, "cards") && len(got) != 8 {
				t.Errorf("%s %s is read as %v", locale, name, got)
			}
		}
	}
}
