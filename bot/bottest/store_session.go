package bottest

import (
	"reflect"
	"staysafe/bot"
	"strconv"
	"testing"
	"time"
)

// WholeSession is a session in which every field is set, also those that are added later, and
// no two alike. It began at now, in whole seconds.
func WholeSession(tb testing.TB, now time.Time) bot.Session {
	tb.Helper()
	var s bot.Session
	f := filler{tb: tb, now: now.Truncate(time.Second).UTC()}
	f.fill(reflect.ValueOf(&s).Elem(), "Session")
	return s
}

type filler struct {
	tb  testing.TB
	now time.Time
	n   int
}

func (f *filler) fill(v reflect.Value, path string) {
	f.tb.Helper()
	f.n++
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(f.now.Add(-time.Duration(f.n) * time.Second)))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			f.fill(v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(v.Index(0), path)
		f.fill(v.Index(1), path)
	case v.Kind() == reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		f.fill(key, path)
		f.fill(value, path)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case v.Kind() == reflect.String:
		v.SetString("v" + strconv.Itoa(f.n))
	case v.CanInt():
		v.SetInt(int64(f.n))
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	default:
		f.tb.Fatalf("%s is a %s: teach WholeSession and the stores what that is", path, v.Type())
	}
}

// scramble changes everything that copies of v share with it: what its slices and maps hold.
func scramble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			scramble(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			scramble(v.Index(i))
			v.Index(i).SetZero()
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			v.SetMapIndex(it.Key(), reflect.Zero(v.Type().Elem()))
		}
	}
}
