package kit_test

import (
	"bytes"
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
// covers 15 % of its square; the corners a camera finds it by, three large and one small, stay free.
func worn(c kit.Code, degrees float64, blur int, dirt bool, chance *rand.Rand) *image.Gray {
	p := c.Picture()
	side := p.Bounds().Dx()
	module := side / c.Size()
	code := side - 2*4*module // without its white border
	dirty := image.NewGray(p.Bounds())
	draw.Draw(dirty, dirty.Bounds(), p, image.Point{}, draw.Src)
	if dirt {
		edge := int(float64(code) * math.Sqrt(0.15))
		from := 4*module + 8*module // beyond the corners: their squares are 7 modules, and a white line
		room := 4*module + code - 9*module - edge - from
		at := image.Pt(from+chance.IntN(room), from+chance.IntN(room))
		draw.Draw(dirty, image.Rectangle{at, at.Add(image.Pt(edge, edge))}, image.NewUniform(color.Gray{Y: uint8(60 + chance.IntN(120))}), image.Point{}, draw.Src)
	}
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
	type job struct {
		name, link string
		picture    *image.Gray
	}
	var jobs []job
	hints := []campaign.Hint{{Locale: "en", Country: "KE"}, {Locale: "es", Country: "MX"}, {Locale: "fr"}, {Locale: "ru", Country: "KZ", Counts: true}, {Locale: "zh-Hant", Country: "TW", Counts: true}}
	if testing.Short() {
		hints = hints[:1] // the race detector needs no more
	}
	for i, h := range hints {
		var sign campaign.Sign
		if h.Counts {
			sign = func(content string) uint32 { return crc32.ChecksumIEEE([]byte(content)) }
		}
		code, err := campaign.New(h, rand.NewChaCha8([32]byte{byte(i)}), sign)
		if err != nil {
			t.Fatal(err)
		}
		for _, link := range []string{"https://staysafe.example/c/" + code, "https://t.me/StaySafeBot?start=" + code} {
			c, err := kit.NewCode(link, "code")
			if err != nil {
				t.Fatal(err)
			}
			if got, ok := campaign.Read(link[len(link)-len(code):]); !ok || got != h {
				t.Errorf("%s says %+v", link, got)
			}
			chance := rand.New(rand.NewChaCha8([32]byte{byte(i), 7}))
			for _, degrees := range []float64{0, 7, 33, 90, 181, 300} {
				for _, blur := range []int{0, 2, 4} {
					for _, dirt := range []bool{false, true} {
						jobs = append(jobs, job{fmt.Sprint(link, degrees, blur, dirt), link, worn(c, degrees+chance.Float64()*4, blur, dirt, chance)})
					}
				}
			}
		}
	}
	folder := t.TempDir()
	var mu sync.Mutex
	var wait sync.WaitGroup
	readable, turn := 0, make(chan struct{}, runtime.NumCPU())
	for i, j := range jobs {
		wait.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			var b bytes.Buffer
			if err := png.Encode(&b, j.picture); err != nil {
				t.Error(err)
			}
			file := filepath.Join(folder, fmt.Sprint(i, ".png"))
			if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
				t.Error(err)
			}
			got := read(t, file)
			mu.Lock()
			defer mu.Unlock()
			if len(got) == 1 && got[0] == j.link {
				readable++
			} else if len(got) > 0 {
				t.Errorf("%s is read as %v", j.name, got)
			} else {
				t.Log("not read: ", j.name)
			}
		})
	}
	wait.Wait()
	t.Logf("%d of %d are read", readable, len(jobs))
	if readable*100 < len(jobs)*99 {
		t.Errorf("only %d of %d are read", readable, len(jobs))
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
		for name, text := range files(t, k) {
			if !strings.HasSuffix(name, ".html") || name == "embed.html" {
				continue
			}
			page := filepath.Join(folder, locale+name)
			if err := os.WriteFile(page, []byte(strings.Replace(text, "</body>", measure+"</body>", 1)), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.CommandContext(t.Context(), "chromium", "--headless", "--no-sandbox", "--disable-gpu",
				"--window-size=1300,2400", "--dump-dom", "file://"+page).Output()
			if err != nil {
				t.Fatalf("%s %s: %v", locale, name, err)
			}
			if found := regexp.MustCompile(`<title>(cut off: [^<]*)</title>`).FindSubmatch(out); found == nil || string(found[1]) != "cut off: nothing" {
				t.Errorf("%s %s: %s", locale, name, found)
			}
		}
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
