package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"phonelogin/auth"
	"phonelogin/models/phone"
)

// wireNumber parses a number on the command line, which needs its country code.
func wireNumber(typed string) (auth.Phone, error) {
	number, err := auth.ParseWirePhone(typed)
	if err != nil {
		return "", unusable{errors.New("not a number in E.164: write it with + and the country's code, such as +4915112345678")}
	}
	return number, nil
}

// isoCountry parses --country; "" is none.
func isoCountry(typed string) (string, error) {
	iso := strings.ToUpper(typed)
	known := slices.ContainsFunc(phone.Countries(nil), func(c phone.Country) bool { return c.ISO == iso })
	if iso != "" && !known {
		return "", unusable{fmt.Errorf("--country: %q is no country: write its ISO code of two letters, such as DE", typed)}
	}
	return iso, nil
}

// since is how far a command looks back.
type since time.Duration

// UnmarshalText parses a duration such as 24h, as settings do.
func (l *since) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	if err != nil || d <= 0 {
		return fmt.Errorf("%q is no time to look back: write hours or minutes, such as 24h, 168h or 30m", text)
	}
	*l = since(d)
	return nil
}

// usageError says what is wrong with a command line, and how to get help.
func usageError(err error) string {
	command := "web"
	var e *kong.ParseError
	if errors.As(err, &e) {
		if n := e.Context.Selected(); n != nil {
			command = n.FullPath()
		}
	}
	return fmt.Sprintf("%v (see: %s --help)", err, command)
}
