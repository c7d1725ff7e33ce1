package config

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// These turn values of GoTrue into ours; see gotrueName.as.

func inverted(value string) (string, string, bool) {
	b, err := strconv.ParseBool(value)
	if err != nil {
		return "", "is not true or false", false
	}
	return strconv.FormatBool(!b), "", true
}

func whenTrue(then string) func(string) (string, string, bool) {
	return func(value string) (string, string, bool) {
		b, err := strconv.ParseBool(value)
		switch {
		case err != nil:
			return "", "is not true or false", false
		case b:
			return then, "", true
		}
		return "", "", true
	}
}

func always(value string) func(string) (string, string, bool) {
	return func(string) (string, string, bool) { return value, "", true }
}

// unlessZero: a zero of GoTrue often means the default.
func unlessZero(value string) (string, string, bool) {
	if d, wrong := asDuration(text(value)); wrong == "" && d == 0 {
		return "", "", true
	}
	return value, "", true
}

// wholeNumber rounds up: some numbers of GoTrue may have fractions.
func wholeNumber(value string) (string, string, bool) {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || n < 0 || n > math.MaxInt32 {
		return "", "is not a number of requests or seconds", false
	}
	return strconv.Itoa(int(math.Ceil(n))), "", true
}

// beforeSlash is the number of "30/1h", and of "30".
func beforeSlash(value string) (string, string, bool) {
	number, _, _ := strings.Cut(value, "/")
	return wholeNumber(strings.TrimSpace(number))
}

// afterSlash is the period of "30/1h". GoTrue lets one more message go in each
// such period; here, as the notation says, it is so many in a period.
func afterSlash(value string) (string, string, bool) {
	_, period, _ := strings.Cut(value, "/")
	return strings.TrimSpace(period), "", true
}

// atLeastSix: GoTrue raises what is less.
func atLeastSix(value string) (string, string, bool) {
	if n, err := strconv.Atoi(value); err == nil && n < 6 {
		return "6", "", true
	}
	return value, "", true
}

// atMostTenMinutes keeps a deployment with long codes from not starting: ten
// minutes is the longest that a code may live (rule S2).
func atMostTenMinutes(value string) (string, string, bool) {
	d, wrong := asDuration(text(value))
	if wrong == "" && d > maxValidity {
		return maxValidity.String(), "codes live for 10m, which is the longest here, and not for " + d.Round(time.Second).String(), true
	}
	return unlessZero(value)
}

// colonPairs is "number:code,number:code" in our notation. The complaint shows
// neither.
func colonPairs(value string) (string, string, bool) {
	pairs, _ := asList(text(value))
	for i, pair := range pairs {
		number, code, ok := strings.Cut(pair, ":")
		if !ok {
			return "", "has an entry that is not number:code", false
		}
		pairs[i] = number + "=" + code
	}
	return strings.Join(pairs, ","), "", true
}

// otherSenders are those of Supabase that are not there.
var otherSenders = []string{"messagebird", "textlocal", "twilio_verify", "vonage"}

func sender(value string) (string, string, bool) {
	switch {
	case value == "twilio":
		return "true", "", true
	case slices.Contains(otherSenders, value):
		return "", noSender(value), false
	}
	return "", strconv.Quote(value) + " is no sender", false
}

func noSender(name string) string {
	return name + " is a sender that this server does not have yet: only twilio is there"
}

// tokenVersion: version 0 is the older form, which here is 1.
func tokenVersion(value string) (string, string, bool) {
	if value == "0" {
		return "1", "", true
	}
	return value, "", true
}

// logLevel has our names for the levels that GoTrue has more of.
func logLevel(value string) (string, string, bool) {
	switch level := strings.ToLower(value); level {
	case "trace":
		return "debug", "", true
	case "warning":
		return "warn", "", true
	case "fatal", "panic":
		return "error", "", true
	default:
		return level, "", true
	}
}
