package main

import (
	"staysafe/bot/bottest"
	"strings"
	"testing"
)

// manyTries is how often we look whether Redis is used again: it is left alone for a second.
const manyTries = 20_000

// TestRedisHung takes the memory away in the middle of a talk: the next message is
// answered, and when it is back the talk goes on where it stood, without a restart.
func TestRedisHung(t *testing.T) {
	server := bottest.RedisServer(t)
	p := start(t, map[string]string{"STAYSAFE_REDIS_URL": server.URL(), "STAYSAFE_SECRET": testSecret})
	pg := p.open("?lang=en")
	pg.tap("A picture of me")
	pg.tap("More about pictures")
	pg.tap("Take it down")
	pg.holds("Where is it?")

	server.Stop()
	stranded := *pg
	pg.tap("In an app or chat")
	pg.holds("How old were you in the picture?")
	pg.write("i want to die")
	pg.holds("This sounds really heavy", "findahelpline.com", "emergency number where you are")

	server.Cont()
	again := stranded
	remembered := false
	for range manyTries {
		if remembered {
			break
		}
		again = stranded
		again.field.Set("n", p.open("?lang=en").field.Get("n"))
		again.send(map[string][]string{"t": {"  "}})
		remembered = strings.Contains(again.body, "Where is it?")
	}
	if !remembered {
		t.Fatalf("the talk does not go on where it stood: %s\n%s", again.body, p.err)
	}
	again.tap("On a website")
	again.holds("A hotline can ask the website")
}

// TestRedisKilledForGood kills the server: everything is answered without memory, and a new server
// at the same place is used without a restart.
func TestRedisKilledForGood(t *testing.T) {
	server := bottest.RedisServer(t)
	p := start(t, map[string]string{"STAYSAFE_REDIS_URL": server.URL(), "STAYSAFE_SECRET": testSecret})
	pg := p.open("?lang=es")
	pg.write("alguien amenaza con publicar mis fotos")
	pg.holds("es tu culpa")
	server.Kill()
	for range 20 {
		pg.tap("Sí")
		pg.holds("¿Estás a salvo ahora mismo?")
		pg = p.open("?lang=es")
		pg.write("alguien amenaza con publicar mis fotos")
		pg.holds("¿Entendí bien?")
	}
	if n := strings.Count(p.err.String(), "Redis is away"); n != 1 {
		t.Errorf("Redis was given up %d times, want once: it is left alone until it is back", n)
	}
	server.Start()
	for range manyTries {
		pg = p.open("?lang=es")
		pg.write("kenia")
		pg.write("ayuda")
		if strings.Contains(pg.body, "Childline Kenya") {
			if !strings.Contains(p.err.String(), "Redis is back") {
				t.Error("nobody is told that Redis is back")
			}
			return
		}
	}
	t.Errorf("the new Redis is not used: %s\n%s", pg.body, p.err)
}
