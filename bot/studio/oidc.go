package studio

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/mail"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// OIDC is how to ask an identity provider who somebody is.
type OIDC struct {
	Issuer   string
	ClientID string
	Secret   string
	Groups   string            // the claim that names somebody's groups
	Roles    map[string][]Role // what members of a group may do
	URL      string            // of the studio, as browsers reach it, without a slash at its end
	Client   *http.Client      // with a timeout: a provider may hang
	Now      func() time.Time
}

// Reasons not to let somebody in.
var (
	errProvider = errors.New("the identity provider does not answer")
	errToken    = errors.New("the identity provider's answer is not for this sign-in")
	errNoRole   = errors.New("none of their groups has a role")
)

// callback is where the provider sends people back to.
const callback = "/signin/back"

// gate asks the provider. It looks the provider up when first needed, so that the studio starts without it.
type gate struct {
	cfg  OIDC
	rand io.Reader

	mu       sync.Mutex
	provider *oidc.Provider
}

// attempt is what a browser's session keeps while somebody is at the provider.
type attempt struct {
	State, Nonce, Verifier string
}

func (g *gate) context(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, g.cfg.Client)
}

// found is the provider; it is looked up again until it was there once.
func (g *gate) found(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.provider == nil {
		p, err := oidc.NewProvider(g.context(ctx), g.cfg.Issuer)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %w", errProvider, err)
		}
		g.provider = p
	}
	var can struct {
		Scopes []string `json:"scopes_supported"`
	}
	scopes := []string{oidc.ScopeOpenID, "profile", "email"}
	if g.provider.Claims(&can) == nil && slices.Contains(can.Scopes, "groups") { // others refuse a scope they don't know
		scopes = append(scopes, "groups")
	}
	return g.provider, &oauth2.Config{
		ClientID: g.cfg.ClientID, ClientSecret: g.cfg.Secret, Endpoint: g.provider.Endpoint(), RedirectURL: g.cfg.URL + callback,
		Scopes: scopes,
	}, nil
}

func (g *gate) secret() (string, error) {
	var b [32]byte
	if _, err := io.ReadFull(g.rand, b[:]); err != nil {
		return "", fmt.Errorf("making a secret: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}

// begin is where to send a browser, and what to remember of it.
func (g *gate) begin(ctx context.Context) (string, attempt, error) {
	_, client, err := g.found(ctx)
	if err != nil {
		return "", attempt{}, err
	}
	var a attempt
	for _, s := range []*string{&a.State, &a.Nonce, &a.Verifier} {
		if *s, err = g.secret(); err != nil {
			return "", attempt{}, err
		}
	}
	return client.AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), a, nil
}

// finish is who came back.
func (g *gate) finish(ctx context.Context, a attempt, state, code string) (Person, error) {
	if a.State == "" || code == "" || subtle.ConstantTimeCompare([]byte(a.State), []byte(state)) != 1 {
		return Person{}, fmt.Errorf("%w: state", errToken)
	}
	provider, client, err := g.found(ctx)
	if err != nil {
		return Person{}, err
	}
	tokens, err := client.Exchange(g.context(ctx), code, oauth2.VerifierOption(a.Verifier))
	if refused := (*oauth2.RetrieveError)(nil); errors.As(err, &refused) && refused.Response.StatusCode < http.StatusInternalServerError {
		return Person{}, fmt.Errorf("%w: the code was refused: %s", errToken, refused.ErrorCode)
	} else if err != nil {
		return Person{}, fmt.Errorf("%w: asking for a token", errProvider) // the cause may hold what the provider answered
	}
	raw, _ := tokens.Extra("id_token").(string)
	return g.read(ctx, provider, a, raw)
}

// read is whom an ID token names.
func (g *gate) read(ctx context.Context, provider *oidc.Provider, a attempt, raw string) (Person, error) {
	token, err := provider.Verifier(&oidc.Config{ClientID: g.cfg.ClientID, Now: g.cfg.Now}).Verify(g.context(ctx), raw)
	if err != nil {
		return Person{}, fmt.Errorf("%w: %w", errToken, err)
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(a.Nonce)) != 1 {
		return Person{}, fmt.Errorf("%w: nonce", errToken)
	}
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
		Name     string `json:"name"`
	}
	var all map[string]json.RawMessage
	if err = errors.Join(token.Claims(&claims), token.Claims(&all)); err != nil {
		return Person{}, fmt.Errorf("%w: its claims can't be read", errToken)
	}
	address, err := mail.ParseAddress(claims.Email)
	if err != nil || address.Address != claims.Email || !claims.Verified { // anybody may have typed an address nobody verified
		return Person{}, fmt.Errorf("%w: no verified e-mail", errToken)
	}
	p := Person{ID: idOf(claims.Email), Name: claims.Name, Email: claims.Email, Roles: g.roles(all[g.cfg.Groups])}
	if p.Name == "" {
		p.Name = claims.Email
	}
	if len(p.Roles) == 0 {
		return Person{}, errNoRole
	}
	return p, nil
}

// roles are what somebody in these groups may do. Some providers write one group without brackets.
func (g *gate) roles(claim json.RawMessage) []Role {
	var groups []string
	if json.Unmarshal(claim, &groups) != nil {
		var one string
		if json.Unmarshal(claim, &one) != nil {
			return nil
		}
		groups = []string{one}
	}
	var all []Role
	for _, r := range Roles() {
		if slices.ContainsFunc(groups, func(name string) bool { return slices.Contains(g.cfg.Roles[name], r) }) {
			all = append(all, r)
		}
	}
	return all
}
