package main

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/understand"
	"strings"
)

type askCmd struct {
	Lang  string   `default:"en" help:"Language of the text, any BCP 47 tag; a hint that may be wrong."`
	Batch string   `help:"File with id, language and text a line, separated by tabs." type:"path" placeholder:"FILE.tsv"`
	Text  []string `arg:"" optional:"" help:"What a young person might write."`
}

// Run shows where free text goes.
func (cmd askCmd) Run(a *app) error {
	c, issues := a.ready(folders(a.env("STAYSAFE_CONTENT")))
	if c == nil {
		printIssues(a.errOut, issues)
		return errFound
	}
	if err := a.kept.keep(c); err != nil {
		fmt.Fprintln(a.errOut, "staysafe:", err)
	}
	if cmd.Batch != "" {
		return cmd.batch(a, c)
	}
	if len(cmd.Text) == 0 {
		return badSetting("ask: write a text, or --batch FILE.tsv")
	}
	t := understand.NewText(strings.Join(cmd.Text, " "))
	heard := c.Heard().Hear(t)
	d := heard.Danger()
	names := []string{"calm", "unsure", "certain"}
	fmt.Fprintf(a.out, "safety: %s", names[d.Level])
	if d.Level != understand.Calm {
		heardBy := fmt.Sprintf("heard in %s by %q", d.Locale, d.Pattern)
		if d.Pattern == "" {
			heardBy = fmt.Sprintf("the examples make it %.0f %% likely, for %s", 100*d.Peril, reasons(heard.WhyDanger()))
		}
		fmt.Fprintf(a.out, " (%s, %s)", d.List, heardBy)
	}
	fmt.Fprintln(a.out)
	for _, g := range heard.Topics() {
		fmt.Fprintf(a.out, "topic:  %-14s %3.0f %%  for %s\n", g.Topic, 100*g.Score, reasons(heard.Why(g.Topic)))
	}
	topics, _ := bot.Route(c, t)
	fmt.Fprintln(a.out, "route: ", strings.Join(topics, ","))
	return nil
}

func (cmd askCmd) batch(a *app, c *content.Content) error {
	f, err := os.Open(cmd.Batch)
	if err != nil {
		return badSetting("ask: the file %s can't be opened", cmd.Batch)
	}
	defer func() { _ = f.Close() }()
	out := bufio.NewWriter(a.out)
	defer func() { _ = out.Flush() }()
	lines := bufio.NewScanner(f)
	lines.Buffer(make([]byte, 64<<10), 1<<20)
	for n := 1; lines.Scan(); n++ {
		fields := strings.SplitN(lines.Text(), "\t", 3)
		if len(fields) < 3 {
			if strings.TrimSpace(lines.Text()) == "" {
				continue
			}
			return badSetting("ask: %s:%d: needs id, language and text, separated by tabs", cmd.Batch, n)
		}
		t := understand.NewText(fields[2])
		topics, crisis := bot.Route(c, t)
		flag := 0
		if crisis {
			flag = 1
		}
		fmt.Fprintf(out, "%s\t%s\t%d\n", fields[0], strings.Join(topics, ","), flag)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("reading %s: %w", cmd.Batch, err)
	}
	return nil
}

// reasons are what in a text speaks for an answer, in one line.
func reasons(all []understand.Reason) string {
	var out []string
	for _, r := range all {
		out = append(out, r.What)
	}
	return cmp.Or(strings.Join(out, ", "), "nothing in particular")
}
