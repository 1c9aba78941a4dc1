package redis

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// form is what a URL can decide.
type form struct {
	Addrs                    []string
	User, Password           string
	DB                       int
	Master, SentinelUser     string
	SentinelPassword         string
	TLS, Cluster, IsFailover bool
}

func formOf(o *goredis.UniversalOptions) form {
	client := goredis.NewUniversalClient(o)
	defer func() { _ = client.Close() }()
	_, cluster := client.(*goredis.ClusterClient)
	single, _ := client.(*goredis.Client)
	return form{
		Addrs: o.Addrs, User: o.Username, Password: o.Password, DB: o.DB, Master: o.MasterName,
		SentinelUser: o.SentinelUsername, SentinelPassword: o.SentinelPassword,
		TLS: o.TLSConfig != nil, Cluster: cluster, IsFailover: single != nil && single.Options().Addr == "FailoverClient",
	}
}

func TestURLs(t *testing.T) {
	tests := map[string]form{
		"redis://cache":                      {Addrs: []string{"cache:6379"}},
		"redis://cache:7000/3":               {Addrs: []string{"cache:7000"}, DB: 3},
		"redis://cache?db=3":                 {Addrs: []string{"cache:6379"}, DB: 3},
		"redis://cache/":                     {Addrs: []string{"cache:6379"}},
		"redis://[::1]":                      {Addrs: []string{"[::1]:6379"}},
		"redis://[::1]:7000":                 {Addrs: []string{"[::1]:7000"}},
		"redis://:word@cache":                {Addrs: []string{"cache:6379"}, Password: "word"},
		"redis://me:p%40ss%2Fw:@rd@cache/1":  {Addrs: []string{"cache:6379"}, User: "me", Password: "p@ss/w:@rd", DB: 1},
		"rediss://me:word@cache":             {Addrs: []string{"cache:6379"}, User: "me", Password: "word", TLS: true},
		"unix:///run/redis.sock?db=2":        {Addrs: []string{"/run/redis.sock"}, DB: 2},
		"unix://me:word@/run/redis.sock":     {Addrs: []string{"/run/redis.sock"}, User: "me", Password: "word"},
		"redis+cluster://a,b:7001":           {Addrs: []string{"a:6379", "b:7001"}, Cluster: true},
		"redis+cluster://one":                {Addrs: []string{"one:6379"}, Cluster: true},
		"rediss+cluster://me:word@[::1],b":   {Addrs: []string{"[::1]:6379", "b:6379"}, User: "me", Password: "word", TLS: true, Cluster: true},
		"redis+sentinel://a,b:7001/mymaster": {Addrs: []string{"a:26379", "b:7001"}, Master: "mymaster", IsFailover: true},
		"rediss+sentinel://me:word@a/m?db=4": {Addrs: []string{"a:26379"}, User: "me", Password: "word", Master: "m", DB: 4, TLS: true, IsFailover: true},
		"redis+sentinel://a/m?sentinel_username=s&sentinel_password=w%26": {
			Addrs: []string{"a:26379"}, Master: "m", SentinelUser: "s", SentinelPassword: "w&", IsFailover: true,
		},
	}
	for url, want := range tests {
		o, err := options(url, 300*time.Millisecond)
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		if diff := cmp.Diff(want, formOf(o)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", url, diff)
		}
	}
}

// TestBadURLsAreRefused, in words that quote nothing: a URL may hold a password.
func TestBadURLsAreRefused(t *testing.T) {
	for _, url := range []string{
		"", "cache:6379", "http://cache", "redis:cache", "redis://", "redis://:6379", "redis://cache:no", "redis://cache:0", "redis://cache:70000",
		"redis://me:hunter2@", "redis://me:hunter2@cache:6379:1", "redis://me:%zz-hunter2@cache", "redis://me:hun/ter2@cache", "redis://hunter2@a,b",
		"redis://cache/hunter2", "redis://cache/-1", "redis://cache?read_timeout=hunter2", "redis://cache?%zz=hunter2", "redis://cache?db=hunter2",
		"redis+cluster://cache/1", "redis+cluster://cache?db=1", "redis+cluster://a,,b", "redis+sentinel://cache", "redis+sentinel://cache/?db=1", "unix://run/hunter2",
	} {
		o, err := options(url, 300*time.Millisecond)
		if err == nil {
			t.Errorf("%q was taken for %+v", url, formOf(o))
			continue
		}
		if strings.Contains(err.Error(), "ter2") || strings.Contains(err.Error(), "cache") {
			t.Errorf("%q: the error quotes it: %v", url, err)
		}
	}
}

// TestSettingsReachEveryClient: the library drops options silently that a kind of client doesn't know.
func TestSettingsReachEveryClient(t *testing.T) {
	for _, url := range []string{"redis://a", "redis+sentinel://a/m", "redis+cluster://a"} {
		o, err := options(url, 300*time.Millisecond)
		if err != nil {
			t.Fatal(err)
		}
		client := goredis.NewUniversalClient(o)
		var got goredis.Options
		switch c := client.(type) {
		case *goredis.ClusterClient:
			o := c.Options()
			got = goredis.Options{
				DialTimeout: o.DialTimeout, ReadTimeout: o.ReadTimeout, WriteTimeout: o.WriteTimeout, PoolTimeout: o.PoolTimeout,
				ContextTimeoutEnabled: o.ContextTimeoutEnabled, DisableIdentity: o.DisableIdentity, MaintNotificationsConfig: o.MaintNotificationsConfig,
			}
		case *goredis.Client:
			got = *c.Options()
		}
		const want = 300 * time.Millisecond
		if got.DialTimeout != want || got.ReadTimeout != want || got.WriteTimeout != want || got.PoolTimeout != want {
			t.Errorf("%s: timeouts are %v, %v, %v, %v; want %v", url, got.DialTimeout, got.ReadTimeout, got.WriteTimeout, got.PoolTimeout, want)
		}
		if !got.ContextTimeoutEnabled || !got.DisableIdentity || got.MaintNotificationsConfig.Mode != maintnotifications.ModeDisabled {
			t.Errorf("%s: contexts are heard: %v, the name is hidden: %v, notifications are %v", url, got.ContextTimeoutEnabled, got.DisableIdentity, got.MaintNotificationsConfig.Mode)
		}
		_ = client.Close()
	}
}
