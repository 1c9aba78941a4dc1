package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestWhereTheStudioListens: only on this machine, unless an identity provider and https are set; what is missing is said by its name.
func TestWhereTheStudioListens(t *testing.T) {
	oidc := []string{"--oidc-issuer", "https://id.example.org", "--oidc-client-id", "studio", "--oidc-group", "staff=editor"}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"studio", t.TempDir(), "--addr", "0.0.0.0:0"}, "this machine only"},
		{[]string{"studio", t.TempDir(), "--addr", "nonsense"}, "this machine only"},
		{append([]string{"studio", t.TempDir(), "--addr", "0.0.0.0:0", "--url", "http://127.0.0.1:1"}, oidc...), "this machine only"},
		{append([]string{"studio", t.TempDir(), "--url", "http://studio.example.org"}, oidc...), "--url"},
		{append([]string{"studio", t.TempDir(), "--url", "https://studio.example.org/path"}, oidc...), "--url"},
		{append([]string{"studio", t.TempDir(), "--url", "https://studio.example.org", "--person", "A <a@b.c>: editor"}, oidc...), "no --person"},
		{[]string{"studio", t.TempDir(), "--oidc-issuer", "https://id.example.org"}, "--oidc-client-id"},
		{[]string{"studio", t.TempDir(), "--url", "https://s.example.org", "--oidc-issuer", "http://id.example.org", "--oidc-client-id", "x", "--oidc-group", "a=editor"}, "https address"},
		{[]string{"studio", t.TempDir(), "--url", "https://s.example.org", "--oidc-issuer", "https://id.example.org", "--oidc-client-id", "x", "--oidc-group", "a=king"}, `not "a=king"`},
		{append([]string{"studio", t.TempDir(), "--addr", "0.0.0.0:0", "--url", "https://studio.example.org"}, oidc...), "git init"},
		{[]string{"studio", t.TempDir(), "--person", "nobody"}, "--person"},
		{[]string{"studio", t.TempDir(), "--addr", "0.0.0.0:0", "--state", t.TempDir()}, "an https --url"},
		{[]string{"studio", t.TempDir(), "--addr", "0.0.0.0:0", "--state", t.TempDir(), "--url", "http://127.0.0.1:1"}, "an https --url"},
		{[]string{"studio", t.TempDir(), "--url", "https://studio.example.org"}, "--oidc-issuer or --state"},
		{append([]string{"studio", t.TempDir(), "--url", "https://studio.example.org", "--state", t.TempDir()}, oidc...), "not both"},
		{[]string{"studio", t.TempDir(), "--content-remote", "http://git.example.org/x.git"}, "https or ssh"},
		{[]string{"serve", "--studio", "--addr", "127.0.0.1:0", "--admin-addr", "off"}, "STAYSAFE_CONTENT"},
		{[]string{"serve", "--content-remote", "https://git.example.org/x.git", "--addr", "127.0.0.1:0"}, "STAYSAFE_CONTENT"},
	} {
		var out, errOut bytes.Buffer
		code := run(t.Context(), c.args, func(string) string { return "" }, strings.NewReader(""), &out, &errOut)
		if code == 0 || !strings.Contains(errOut.String(), c.want) || strings.Count(errOut.String(), "\n") > 2 {
			t.Errorf("%v: exit %d, %s", c.args, code, errOut.String())
		}
	}
}
