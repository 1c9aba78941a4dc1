package main

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"staysafe/bot/studio"
	"strings"
	"time"
)

// providerTime is how long an identity provider may take to answer.
const providerTime = 10 * time.Second

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// signIn is who is asked for people, nil where people have links or passkeys, and how browsers reach the studio, nil where nobody said.
func (f studioFlags) signIn() (*studio.OIDC, *url.URL, error) {
	if f.OIDCIssuer != "" && f.State != "" {
		return nil, nil, badSetting("studio: --state: people sign in at --oidc-issuer, or with passkeys, not both")
	}
	if f.OIDCIssuer != "" || f.URL == "" {
		return f.oidc()
	}
	if f.State == "" {
		return nil, nil, badSetting("studio: --url: needs --oidc-issuer or --state: links alone are for this machine")
	}
	at, err := f.public()
	return nil, at, err
}

// public is how browsers reach the studio.
func (f studioFlags) public() (*url.URL, error) {
	at, err := url.Parse(strings.TrimSuffix(f.URL, "/"))
	if err != nil || at.Host == "" || at.Path != "" || at.RawQuery != "" || at.Scheme != "https" && (at.Scheme != "http" || !isLoopback(at.Hostname())) {
		return nil, badSetting("studio: --url: how browsers reach the studio, e.g. https://studio.example.org; http on this machine only")
	}
	return at, nil
}

// oidc is the identity provider that is set, and the host the studio is reached by; nil without one.
func (f studioFlags) oidc() (*studio.OIDC, *url.URL, error) {
	if f.OIDCIssuer == "" {
		return nil, nil, nil
	}
	if f.OIDCClientID == "" || len(f.OIDCGroup) == 0 || len(f.Person) > 0 {
		return nil, nil, badSetting("studio: --oidc-issuer: needs --oidc-client-id and --oidc-group, and no --person: the provider names people")
	}
	at, err := f.public()
	if err != nil {
		return nil, nil, err
	}
	issuer, err := url.Parse(f.OIDCIssuer)
	if err != nil || issuer.Scheme != "https" && (issuer.Scheme != "http" || !isLoopback(issuer.Hostname())) {
		return nil, nil, badSetting("studio: --oidc-issuer: an https address")
	}
	roles := map[string][]studio.Role{}
	for _, s := range f.OIDCGroup {
		group, list, ok := strings.Cut(s, "=")
		for name := range strings.SplitSeq(list, ",") {
			r := studio.Role(strings.TrimSpace(name))
			if !ok || group == "" || !slices.Contains(studio.Roles(), r) {
				return nil, nil, badSetting("studio: --oidc-group: write a group as \"safeguarding=approver,publisher\", not %q", s)
			}
			roles[group] = append(roles[group], r)
		}
	}
	return &studio.OIDC{
		Issuer: f.OIDCIssuer, ClientID: f.OIDCClientID, Secret: f.OIDCClientSecret, Groups: f.OIDCClaim, Roles: roles,
		URL: at.String(), Client: &http.Client{Timeout: providerTime}, Now: time.Now,
	}, at, nil
}
