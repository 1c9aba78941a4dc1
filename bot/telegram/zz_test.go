package telegram
import ("testing";"log/slog";"os")
func TestZZ(t *testing.T){
 f:=newFake(t); c:=f.channel(talkative("hi"),func(cfg *Config){cfg.Logger=slog.New(slog.NewTextHandler(os.Stderr,nil))})
 b,_:=os.ReadFile("testdata/inbound/05-text-plain-recorded.json")
 t.Log(deliver(c,string(b)).Code, f.calls, c.Counts())
 _,err:=c.api.GetMe(t.Context())
 t.Log(err)
}
