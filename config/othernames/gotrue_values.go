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

// A conversion turns a value of GoTrue into ours.
type conversion struct {
	note string // for the documentation; "" where the value stays as it stands

	// of gives the value as the key takes it: "" leaves the key alone, and a remark
	// is for the operator. Where ok is false, the remark says what is wrong.
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

// takeSbForwardedFor names the header when it is switched on.
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

// skipZero: a zero of GoTrue often means the default.
func skipZero(value string) (string, string, bool) {
	if d, ok := duration(value); ok && d == 0 {
		return "", "", true
	}
	return value, "", true
}

// roundUp rounds up: some numbers of GoTrue may have fractions.
func roundUp(value string) (string, string, bool) {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || n < 0 || n > math.MaxInt32 {
		return "", "is not a number of requests or seconds", false
	}
	return strconv.Itoa(int(math.Ceil(n))), "", true
}

// takeNumber is the number of "30/1h", and of "30".
func takeNumber(value string) (string, string, bool) {
	number, _, _ := strings.Cut(value, "/")
	return roundUp(strings.TrimSpace(number))
}

// takePeriod is the period of "30/1h". GoTrue lets one more message go in each
// such period; here, as the notation says, it is so many in a period.
func takePeriod(value string) (string, string, bool) {
	_, period, _ := strings.Cut(value, "/")
	return strings.TrimSpace(period), "", true
}

// raiseToSix: GoTrue raises what is less.
func raiseToSix(value string) (string, string, bool) {
	if n, err := strconv.Atoi(value); err == nil && n < 6 {
		return "6", "", true
	}
	return value, "", true
}

// duration reads what GoTrue has for one: seconds, or a duration of Go. Whatever
// else it is, the key tells what is wrong with it.
func duration(value string) (time.Duration, bool) {
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		return time.Duration(n) * time.Second, n >= 0 && n <= math.MaxInt64/int64(time.Second)
	}
	d, err := time.ParseDuration(value)
	return d, err == nil
}

// longestValidity is that of our codes.
const longestValidity = 10 * time.Minute

// capAtTenMinutes keeps a deployment with long codes from not starting: ten
// minutes is the longest that a code may live (rule S2).
func capAtTenMinutes(value string) (string, string, bool) {
	if d, ok := duration(value); ok && d > longestValidity {
		return longestValidity.String(), "codes live for 10m, which is the longest here, and not for " + d.Round(time.Second).String(), true
	}
	return skipZero(value)
}

// readPairs is "number:code,number:code" in our notation. The complaint shows
// neither.
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

// senderIs switches a sender on where it is the one that is named.
func senderIs(name string) conversion {
	return conversion{"true for `" + name + "`", func(value string) (string, string, bool) {
		switch {
		case value == name:
			return "true", "", true
		case name == goTrueSenders[0] && !slices.Contains(goTrueSenders, value): // said once
			return "", strconv.Quote(value) + " is no sender", false
		}
		return "", "", true
	}}
}

// countVersions: version 0 is the older form, which here is 1.
func countVersions(value string) (string, string, bool) {
	if value == "0" {
		return "1", "", true
	}
	return value, "", true
}

// nameLevel has our names for the levels that GoTrue has more of.
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

// modeOf is production for a server that others reach.
func modeOf(external string) (string, string, bool) {
	u, err := url.Parse(external)
	if err != nil || u.Scheme != "https" || loopback.Is(u.Hostname()) {
		return "", "", true
	}
	return "production", "", true
}

// originOf leaves the path out, which gateways add.
func originOf(external string) (string, string, bool) {
	u, err := url.Parse(external)
	if err != nil || u.Host == "" || u.User != nil {
		return external, "", true // config.Check says what is wrong with it
	}
	return u.Scheme + "://" + u.Host, "", true
}
