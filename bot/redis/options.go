package redis

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// forms are the kinds of URL we know, and the port that each means.
func forms() map[string]string {
	return map[string]string{
		"redis": "6379", "rediss": "6379", "redis+sentinel": "26379", "rediss+sentinel": "26379",
		"redis+cluster": "6379", "rediss+cluster": "6379", "unix": "",
	}
}

// options reads a URL (see Config.URL). net/url can't read several hosts, so this takes it apart
// itself. No error quotes any of it. wait is how long dialling, writing, reading and waiting for a
// connection may take each.
func options(from string, wait time.Duration) (*goredis.UniversalOptions, error) {
	form, rest, _ := strings.Cut(from, "://")
	port, known := forms()[form]
	if !known {
		return nil, errors.New("it must begin with redis://, rediss://, redis+sentinel://, redis+cluster:// or unix://")
	}
	opts := settings(wait)
	rest, query, _ := strings.Cut(rest, "?")
	if form == "unix" {
		if err := credentials(opts, &rest); err != nil {
			return nil, err
		}
		if !strings.HasPrefix(rest, "/") {
			return nil, errors.New("unix:// needs the path of a socket")
		}
		opts.Addrs = []string{rest}
		return opts, parameters(opts, query, "db")
	}
	if strings.HasPrefix(form, "rediss") {
		opts.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	hosts, path, _ := strings.Cut(rest, "/")
	if err := credentials(opts, &hosts); err != nil {
		return nil, err
	}
	var err error
	if opts.Addrs, err = addresses(hosts, port); err != nil {
		return nil, err
	}
	switch {
	case strings.HasSuffix(form, "+sentinel"):
		if opts.MasterName = path; path == "" {
			return nil, errors.New("redis+sentinel:// needs the name of the master: redis+sentinel://host,host/master")
		}
		return opts, parameters(opts, query, "db", "sentinel_username", "sentinel_password")
	case strings.HasSuffix(form, "+cluster"):
		if opts.IsClusterMode = true; path != "" {
			return nil, errors.New("a cluster has no databases")
		}
		return opts, parameters(opts, query)
	case len(opts.Addrs) > 1:
		return nil, errors.New("several hosts need redis+sentinel:// or redis+cluster://")
	}
	if path != "" {
		if opts.DB, err = database(path); err != nil {
			return nil, err
		}
	}
	return opts, parameters(opts, query, "db")
}

// settings are those that keep a person from waiting for a broken Redis, and our name out of
// its client list.
func settings(wait time.Duration) *goredis.UniversalOptions {
	return &goredis.UniversalOptions{
		DialTimeout: wait, ReadTimeout: wait, WriteTimeout: wait, PoolTimeout: wait,
		MaxRetries: 1, DialerRetries: 1, ContextTimeoutEnabled: true, DisableIdentity: true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}
}

// credentials takes user:password@ from the front of what follows the form.
func credentials(opts *goredis.UniversalOptions, rest *string) error {
	at := strings.LastIndex(*rest, "@")
	if at < 0 {
		return nil
	}
	name, password, _ := strings.Cut((*rest)[:at], ":")
	*rest = (*rest)[at+1:]
	var errs [2]error
	opts.Username, errs[0] = url.PathUnescape(name)
	opts.Password, errs[1] = url.PathUnescape(password)
	if errors.Join(errs[:]...) != nil {
		return errors.New("user or password: write special characters as %XX")
	}
	return nil
}

func addresses(hosts, port string) ([]string, error) {
	var all []string
	for host := range strings.SplitSeq(hosts, ",") {
		switch h, p, err := net.SplitHostPort(host); {
		case err == nil && h != "" && validPort(p):
			all = append(all, host)
		case host != "" && !strings.Contains(host, ":"):
			all = append(all, net.JoinHostPort(host, port))
		case strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]"):
			all = append(all, host+":"+port)
		default:
			return nil, errors.New("a host must be written as host, host:port or [address]:port")
		}
	}
	return all, nil
}

func validPort(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n > 0
}

func database(s string) (int, error) {
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil {
		return 0, errors.New("a database is a number")
	}
	return int(n), nil
}

// parameters reads what follows the question mark. What is not known is refused: a timeout that
// somebody tries to change there would be ours all the same.
func parameters(opts *goredis.UniversalOptions, query string, known ...string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return errors.New("what follows the question mark can't be read")
	}
	for name := range values {
		if !slices.Contains(known, name) {
			return fmt.Errorf("after the question mark only these are known here: %s", strings.Join(known, " "))
		}
	}
	opts.SentinelUsername, opts.SentinelPassword = values.Get("sentinel_username"), values.Get("sentinel_password")
	if db := values.Get("db"); db != "" {
		opts.DB, err = database(db)
	}
	return err
}
