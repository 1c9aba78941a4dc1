package studio

import (
	"errors"
	"net/http"
	"slices"
	"staysafe/bot"
	"staysafe/bot/flow"
	"staysafe/bot/transcript"
)

// Preview is a step as a network shows it.
type Preview struct {
	Channel   string           `json:"channel"`
	Locale    string           `json:"locale"`
	Direction string           `json:"direction"`
	Limits    PreviewLimits    `json:"limits"`
	Messages  []PreviewMessage `json:"messages"`
	Choices   []PreviewChoice  `json:"choices"`
}

// PreviewLimits are the most a network takes, 0 for no limit: characters as it counts them.
type PreviewLimits struct {
	Text  int `json:"text"`
	Label int `json:"label"`
}

// PreviewMessage is one bubble.
type PreviewMessage struct {
	Text   string `json:"text"`
	Length int    `json:"length"`
}

// PreviewChoice is one button; Over tells that the network takes less.
type PreviewChoice struct {
	Label  string `json:"label"`
	Length int    `json:"length"`
	Over   bool   `json:"over"`
}

func (s *Server) preview(w http.ResponseWriter, r *http.Request, who Person) {
	locales := r.URL.Query()["locale"]
	if len(locales) == 0 || len(locales) > 2 {
		s.deny(w, r, who, "", ErrNoText)
		return
	}
	all, err := s.cfg.Desk.Preview(who, flow.Entry{Flow: r.PathValue("flow"), Step: r.FormValue("step")}, r.FormValue("country"), locales, s.cfg.Channels)
	if errors.Is(err, ErrBlocked) {
		s.tell(w, r, http.StatusUnprocessableEntity, told{Error: s.view(r, who, "studio.flows").T("studio.canvas.no_preview")})
		return
	}
	if err != nil {
		s.deny(w, r, who, "", err)
		return
	}
	s.tell(w, r, http.StatusOK, map[string][]Preview{"previews": all})
}

// Preview is what somebody is sent who comes to a step, with a person's draft: on each network, in each locale. It returns ErrBlocked
// where a file of the draft can't be read.
func (d *Desk) Preview(who Person, at flow.Entry, country string, locales []string, channels []transcript.Kind) ([]Preview, error) {
	k, err := d.candidate(who.ID)
	if err != nil {
		return nil, err
	}
	if k.rough == nil {
		return nil, ErrBlocked
	}
	if f := k.rough.Flow(at.Flow); f == nil || f.Step(at.Step) == nil {
		return nil, ErrNoText
	}
	if country != "" && !slices.Contains(k.rough.Directory().Countries(), country) {
		return nil, ErrNoText
	}
	var all []Preview
	for _, kind := range channels {
		for _, locale := range locales {
			if !slices.Contains(k.rough.Written(), locale) {
				return nil, ErrNoText
			}
			turn, err := transcript.Show(k.rough, kind, locale, country, at)
			if err != nil {
				return nil, err //nolint:wrapcheck // it says what it was doing
			}
			all = append(all, preview(kind, turn))
		}
	}
	return all, nil
}

// preview is one turn on one network.
func preview(kind transcript.Kind, turn bot.Turn) Preview {
	p := Preview{
		Channel: kind.Name, Locale: turn.Locale, Direction: turn.Direction, Messages: []PreviewMessage{}, Choices: []PreviewChoice{},
		Limits: PreviewLimits{kind.Can.Text.Max, kind.Can.Label.Max},
	}
	for _, m := range turn.Messages {
		p.Messages = append(p.Messages, PreviewMessage{m.Text, kind.Can.Text.Len(m.Text)})
	}
	for _, c := range turn.Choices {
		p.Choices = append(p.Choices, PreviewChoice{c.Label, kind.Can.Label.Len(c.Label), !kind.Can.Label.Fits(c.Label)})
	}
	return p
}
