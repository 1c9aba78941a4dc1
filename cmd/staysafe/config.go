package main

import (
	"bufio"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"
)

// off is how a setting is written that turns something off. For an address that has a default, an
// empty one means the same: a missing one does not.
const off = "off"

// adminAddr is the one setting that may be empty.
const adminAddr = "STAYSAFE_ADMIN_ADDR"

// environment reads settings from the environment.
func environment(lookup func(string) (string, bool)) func(string) string {
	return func(name string) string {
		value, set := lookup(name)
		if name == adminAddr && set && value == "" {
			return off
		}
		return value
	}
}

// withDefault is an environment with a value for what is not set.
func withDefault(env func(string) string, name, value string) func(string) string {
	return func(asked string) string {
		if v := env(asked); v != "" || asked != name {
			return v
		}
		return value
	}
}

// withFile lays the settings of a file under those of the environment.
func withFile(args []string, getenv func(string) string) (func(string) string, error) {
	path := getenv("STAYSAFE_CONFIG")
	for i, a := range args {
		if v, ok := strings.CutPrefix(a, "--config="); ok {
			path = v
		} else if a == "--config" && i+1 < len(args) {
			path = args[i+1]
		}
	}
	if path == "" {
		return getenv, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, badSetting("STAYSAFE_CONFIG: the file can't be opened")
	}
	defer func() { _ = f.Close() }()
	values := map[string]string{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		if !ok || !strings.HasPrefix(name, "STAYSAFE_") {
			return nil, badSetting("%s:%d: write STAYSAFE_NAME=value", path, n)
		}
		values[strings.TrimSpace(name)] = strings.Trim(strings.TrimSpace(value), `"`)
	}
	inFile := environment(func(name string) (string, bool) { v, ok := values[name]; return v, ok })
	if err := lines.Err(); err != nil {
		return nil, badSetting("STAYSAFE_CONFIG: the file can't be read")
	}
	return func(name string) string {
		if v := getenv(name); v != "" {
			return v
		}
		return inFile(name)
	}, nil
}

// secret reads a secret from the environment, or from the file that NAME_FILE names. It never
// comes from a flag: flags are visible to every user of the machine.
func secret(env func(string) string, name string) (string, error) {
	if v := env(name); v != "" {
		return v, nil
	}
	path := env(name + "_FILE")
	if path == "" {
		return "", nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", badSetting("%s_FILE: the file can't be read", name)
	}
	return strings.TrimSpace(string(data)), nil
}

// logger writes to the operator's log. Nothing a person wrote or is known by may get there.
func (a *app) logger(level string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, badSetting("STAYSAFE_LOG_LEVEL: %q is not debug, info, warn or error", level)
	}
	return slog.New(slog.NewJSONHandler(a.errOut, &slog.HandlerOptions{Level: l})), nil
}

func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	version := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			version = fmt.Sprintf("%s (%.12s)", version, s.Value)
		}
	}
	return version
}
