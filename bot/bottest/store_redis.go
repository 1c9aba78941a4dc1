package bottest

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// Redis is a real redis-server that belongs to one test and ends with it.
type Redis struct {
	Addr string // host:port on this machine

	tb    testing.TB
	dir   string
	extra []string
	cmd   *exec.Cmd
	log   *bufio.Scanner
}

// RedisServer starts a redis-server of its own on a free port, with extra settings such as
// "--cluster-enabled", "yes". It fails the test if there is none on this machine.
func RedisServer(tb testing.TB, extra ...string) *Redis {
	tb.Helper()
	dir, err := os.MkdirTemp("", "redis")
	if err != nil {
		tb.Fatal(err)
	}
	r := &Redis{tb: tb, dir: dir, extra: extra}
	tb.Cleanup(func() {
		r.Kill()
		_ = os.RemoveAll(dir)
	})
	const tries = 5 // somebody else may take the port before we do
	for range tries {
		if r.Addr = freeAddr(tb); r.start() {
			return r
		}
	}
	tb.Fatalf("redis-server did not start in %d tries", tries)
	return nil
}

// RedisCluster starts a redis-server that is a cluster of one node, with all slots.
func RedisCluster(tb testing.TB) *Redis {
	tb.Helper()
	r := RedisServer(tb, "--cluster-enabled", "yes")
	if got := r.Do("CLUSTER", "ADDSLOTSRANGE", "0", "16383"); got != "+OK" {
		tb.Fatalf("giving all slots to redis-server: %s", got)
	}
	if !r.await("Cluster state changed: ok") {
		tb.Fatal("redis-server ended before its cluster was ready")
	}
	return r
}

// URL is how the bot is told of this server.
func (r *Redis) URL() string { return "redis://" + r.Addr }

// Kill ends the server at once. What it held is gone.
func (r *Redis) Kill() {
	if r.cmd != nil {
		_ = r.cmd.Process.Kill()
		_ = r.cmd.Wait()
		r.cmd = nil
	}
}

// Start starts the server again where it was, empty.
func (r *Redis) Start() {
	r.tb.Helper()
	if !r.start() {
		r.tb.Fatal("redis-server did not start again")
	}
}

// Stop lets the server hang: it keeps its connections and answers nothing.
func (r *Redis) Stop() { r.signal(syscall.SIGSTOP) }

// Cont lets a server that hangs go on.
func (r *Redis) Cont() { r.signal(syscall.SIGCONT) }

func (r *Redis) signal(s os.Signal) {
	r.tb.Helper()
	if err := r.cmd.Process.Signal(s); err != nil {
		r.tb.Fatalf("signalling redis-server: %v", err)
	}
}

// start tells whether the server is ready; not if it ended before it was, as without its port.
func (r *Redis) start() bool {
	r.tb.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil {
		r.tb.Fatal("this test needs redis-server: install it with `sudo apt-get install redis-server`, or `brew install redis`")
	}
	_, port, _ := net.SplitHostPort(r.Addr)
	args := append([]string{"--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no", "--dir", r.dir}, r.extra...)
	r.cmd = exec.Command(path, args...)
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		r.tb.Fatal(err)
	}
	r.log = bufio.NewScanner(out)
	if err := r.cmd.Start(); err != nil {
		r.tb.Fatalf("starting redis-server: %v", err)
	}
	if r.await("Ready to accept connections") {
		return true
	}
	r.Kill()
	return false
}

// await reads the server's log until a line holds text; false if the server ends before.
func (r *Redis) await(text string) bool {
	for r.log.Scan() {
		if strings.Contains(r.log.Text(), text) {
			return true
		}
	}
	return false
}

func freeAddr(tb testing.TB) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// Do sends one command to the server, outside of any client, and returns its first line.
func (r *Redis) Do(args ...string) string {
	r.tb.Helper()
	conn, err := net.Dial("tcp", r.Addr)
	if err != nil {
		r.tb.Fatalf("reaching redis-server: %v", err)
	}
	defer func() { _ = conn.Close() }()
	_, _ = fmt.Fprintf(conn, "%s\r\n", strings.Join(args, " "))
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil {
		r.tb.Fatalf("asking redis-server: %v", err)
	}
	return strings.TrimSpace(line)
}
