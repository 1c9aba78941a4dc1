// Command staysafe is the Stay Safe bot: a scripted, multilingual guide that leads young people
// to a real person near them. It reads settings, wires the rooms of package bot, and runs them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"staysafe/bot/content"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	_ "golang.org/x/crypto/x509roots/fallback" // the image has no certificates of its own
	_ "time/tzdata"                            // nor time zones
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	env := withDefault(environment(os.LookupEnv), "STAYSAFE_CACHE", userCache())
	os.Exit(run(ctx, os.Args[1:], env, os.Stdin, os.Stdout, os.Stderr))
}

// Exit codes.
const (
	exitOK      = 0
	exitFailed  = 1 // the work was done and found something wrong
	exitSetting = 2 // a wrong command, flag or setting
)

// errFound means that a command printed what it found, and it is not good.
var errFound = errors.New("problems found")

// settingError is a wrong setting: one clear line that names it.
type settingError struct{ msg string }

func (e settingError) Error() string { return e.msg }

func badSetting(format string, args ...any) error { return settingError{fmt.Sprintf(format, args...)} }

// app is what commands get from the world.
type app struct {
	ctx    context.Context //nolint:containedctx // lives exactly as long as one command
	env    func(string) string
	in     io.Reader
	out    io.Writer
	errOut io.Writer
	load   loader
	kept   readyFolder
}

// loader reads the content, with folders laid over what is built in.
type loader func(folders []string) (*content.Content, []content.Issue)

// run is the whole program with the world passed in.
func run(ctx context.Context, args []string, getenv func(string) string, in io.Reader, out, errOut io.Writer) int {
	return runOn(ctx, loadContent, args, getenv, in, out, errOut)
}

// runOn is run on content that load reads.
func runOn(ctx context.Context, load loader, args []string, getenv func(string) string, in io.Reader, out, errOut io.Writer) int {
	env, err := withFile(args, getenv)
	if err != nil {
		fmt.Fprintln(errOut, "staysafe:", err)
		return exitSetting
	}
	var cli commands
	exited := -1
	parser, err := kong.New(&cli,
		kong.Name("staysafe"),
		kong.Description("A scripted, multilingual bot that teaches young people how to stay safe online and leads them to a real person near them. Without a command it serves."),
		kong.Writers(out, errOut),
		kong.Resolvers(resolver(env)),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Exit(func(code int) { exited = code }),
		kong.Vars{"topics": strings.Join(content.HelpTopics(), ", ")},
	)
	if err != nil {
		fmt.Fprintln(errOut, "staysafe:", err)
		return exitSetting
	}
	kctx, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err != nil {
		fmt.Fprintln(errOut, "staysafe:", err, "(staysafe --help lists what there is)")
		return exitSetting
	}
	kept := readyFolder{cli.Cache}
	if cli.Cache == off {
		kept.dir = ""
	}
	err = kctx.Run(&app{ctx, env, in, out, errOut, load, kept}, &cli)
	var wrong settingError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &wrong):
		fmt.Fprintln(errOut, "staysafe:", wrong)
		return exitSetting
	case !errors.Is(err, errFound):
		fmt.Fprintln(errOut, "staysafe:", err)
	}
	return exitFailed
}
