package othernames

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"phonelogin/config/loopback"
)

// A conversion converts a value of GoTrue to ours.
type conversion struct {
	note string // for the documentation; "" for an unchanged value

	// of converts the value: "" leaves the key unset, and a remark is for the
	// operator. If ok is false, the remark says what is wrong.
	of func(value string) (key, remark string, ok bool)
}

// The conversions of GoTrue.
var (
	asIs             = conversion{}
	inverted         = conversion{"true and false change places", invert}
	externalMode     = conversion{"https of another machine means production", modeOf}
	externalOrigin   = conversion{"without its path", originOf}
	sbForwardedFor   = conversion{"`true` means that header", takeSbForwardedFor}
	sharedSecret     = conversion{"HS256, unless there are keys", takeHS256}
	unlessZero       = conversion{"0 means the default", skipZero}
	wholeNumber      = conversion{"rounded up", roundUp}
	beforeSlash      = conversion{"`30`, or the number of `30/1h`", takeNumber}
	afterSlash       = conversion{"the period of `30/1h`, in which so many may be sent", takePeriod}
	atLeastSix       = conversion{"less than 6 means 6", raiseToSix}
	atMostTenMinutes = conversion{"more than 600 means 600, with a warning", capAtTenMinutes}
	colonPairs       = conversion{"`number:code,number:code`", readPairs}
	tokenVersion     = conversion{"0 means 1", countVersions}
	logLevel         = conversion{"levels of GoTrue beyond ours mean the nearest", nameLevel}
)

func invert(value string) (string, string, bool) {
	b, err := strconv.ParseBool(value)
	if err != nil {
		return "", "is not true or false", false
	}
	return strconv.FormatBool(!b), "", true
}

// takeSbForwardedFor returns the header if it is enabled.
func takeSbForwardedFor(value string) (string, string, bool) {
	on, err := strconv.ParseBool(value)
	switch {
	case err != nil:
		return "", "is not true or false", false
	case on:
		return "Sb-Forwarded-For", "", true
	}
	return "", "", true
}

func takeHS256(string) (string, string, bool) { return "HS256", "", true }

// skipZero: a zero often means the default in GoTrue.
func skipZero(value string) (string, string, bool) {
	if d, ok := duration(value); ok && d == 0 {
		return "", "", true
	}
	return value, "", true
}

// roundUp rounds up, because some numbers of GoTrue may have fractions.
func roundUp(value string) (string, string, bool) {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || n < 0 || n > math.MaxInt32 {
		return "", "is not a number of requests or seconds", false
	}
	return strconv.Itoa(int(math.Ceil(n))), "", true
}

// takeNumber returns the number of "30/1h" or "30".
func takeNumber(value string) (string, string, bool) {
	number, _, _ := strings.Cut(value, "/")
	return roundUp(strings.TrimSpace(number))
}

// takePeriod returns the period of "30/1h". GoTrue allows one more message after
// each such period; here the limit applies per period, as the notation says.
func takePeriod(value string) (string, string, bool) {
	_, period, _ := strings.Cut(value, "/")
	return strings.TrimSpace(period), "", true
}

// raiseToSix: GoTrue raises smaller values.
func raiseToSix(value string) (string, string, bool) {
	if n, err := strconv.Atoi(value); err == nil && n < 6 {
		return "6", "", true
	}
	return value, "", true
}

// duration reads a duration of GoTrue: seconds, or a duration of Go. For anything
// else the key's own check reports the problem.
func duration(value string) (time.Duration, bool) {
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		return time.Duration(n) * time.Second, n >= 0 && n <= math.MaxInt64/int64(time.Second)
	}
	d, err := time.ParseDuration(value)
	return d, err == nil
}

// longestValidity is the maximum of our codes.
const longestValidity = 10 * time.Minute

// capAtTenMinutes lets a deployment with longer codes start: ten minutes is the
// longest life of a code (rule S2).
func capAtTenMinutes(value string) (string, string, bool) {
	if d, ok := duration(value); ok && d > longestValidity {
		return longestValidity.String(), "codes live for 10m, which is the longest here, and not for " + d.Round(time.Second).String(), true
	}
	return skipZero(value)
}

// readPairs converts "number:code,number:code". The complaint shows neither.
func readPairs(value string) (string, string, bool) {
	var pairs []string
	for pair := range strings.SplitSeq(value, ",") {
		if pair = strings.TrimSpace(pair); pair == "" {
			continue
		}
		number, code, ok := strings.Cut(pair, ":")
		if !ok {
			return "", "has an entry that is not number:code", false
		}
		pairs = append(pairs, number+"="+code)
	}
	return strings.Join(pairs, ","), "", true
}

// goTrueSenders are the values of GOTRUE_SMS_PROVIDER.
var goTrueSenders = []string{"twilio", "twilio_verify", "messagebird", "vonage", "textlocal"}

// senderIs enables a sender if it is the named one.
func senderIs(name string) conversion {
	return conversion{"true for `" + name + "`", func(value string) (string, string, bool) {
		switch {
		case value == name:
			return "true", "", true
		case name == goTrueSenders[0] && !slices.Contains(goTrueSenders, value): // complain once
			return "", strconv.Quote(value) + " is no sender", false
		}
		return "", "", true
	}}
}

// countVersions: version 0 is the older form, which is 1 here.
func countVersions(value string) (string, string, bool) {
	if value == "0" {
		return "1", "", true
	}
	return value, "", true
}

// nameLevel maps GoTrue's further levels to ours.
func nameLevel(value string) (string, string, bool) {
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

// modeOf is production for a server that others can reach.
func modeOf(external string) (string, string, bool) {
	u, err := url.Parse(external)
	if err != nil || u.Scheme != "https" || loopback.Is(u.Hostname()) {
		return "", "", true
	}
	return "production", "", true
}

// originOf drops the path, which gateways add.
func originOf(external string) (string, string, bool) {
	u, err := url.Parse(external)
	if err != nil || u.Host == "" || u.User != nil {
		return external, "", true // config.Check reports it
	}
	return u.Scheme + "://" + u.Host, "", true
}
