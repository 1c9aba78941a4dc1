package slack

import (
	"os"
	"slices"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestManifest: what operators paste leads to the doors that are there, and asks for no right that
// reads a profile, a channel or a file.
func TestManifest(t *testing.T) {
	data, err := os.ReadFile("../../docs/slack-manifest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Features struct {
			AppHome struct {
				HomeTab  bool `yaml:"home_tab_enabled"`
				Messages bool `yaml:"messages_tab_enabled"`
				ReadOnly bool `yaml:"messages_tab_read_only_enabled"`
			} `yaml:"app_home"`
			Commands []struct{ URL string } `yaml:"slash_commands"`
		}
		OAuth struct {
			Scopes struct{ Bot, User []string }
		} `yaml:"oauth_config"`
		Settings struct {
			Events struct {
				URL    string   `yaml:"request_url"`
				Events []string `yaml:"bot_events"`
			} `yaml:"event_subscriptions"`
			Interactivity struct {
				URL string `yaml:"request_url"`
			}
		}
	}
	if err := yaml.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	const server = "https://chat.example.org"
	if len(m.Features.Commands) != 1 || m.Features.Commands[0].URL != server+commandsPath ||
		m.Settings.Events.URL != server+eventsPath || m.Settings.Interactivity.URL != server+interactionsPath {
		t.Error("an address leads nowhere")
	}
	if home := m.Features.AppHome; !home.HomeTab || !home.Messages || home.ReadOnly {
		t.Error("nobody could write to the bot")
	}
	if want := []string{"app_mentions:read", "chat:write", "commands", "files:write", "im:history", "im:write"}; !slices.Equal(m.OAuth.Scopes.Bot, want) || len(m.OAuth.Scopes.User) > 0 {
		t.Errorf("rights %v %v", m.OAuth.Scopes.Bot, m.OAuth.Scopes.User)
	}
	for _, kind := range m.Settings.Events.Events {
		if kind != "message.im" && meetsEvent(kind) != answered {
			t.Errorf("the event %q is asked for and not answered", kind)
		}
	}
}
