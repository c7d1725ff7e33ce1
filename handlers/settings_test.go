package handlers_test

import (
	"reflect"
	"testing"

	"phonelogin/config"
	"phonelogin/handlers"
)

// secretsIn names the fields of a struct that hold secrets.
func secretsIn(t reflect.Type) (names []string) {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Tag.Get("secret") == "true" {
			names = append(names, t.Name()+"."+f.Name)
		}
		names = append(names, secretsIn(f.Type)...)
	}
	return names
}

func TestHandlersAreGivenNoSecretOfTheSettings(t *testing.T) {
	if found := secretsIn(reflect.TypeFor[handlers.Settings]()); len(found) > 0 {
		t.Errorf("handlers hold %v", found)
	}
	if len(secretsIn(reflect.TypeFor[config.Config]())) < 10 {
		t.Error("the walk finds no secrets")
	}
}
