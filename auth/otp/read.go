package otp

import (
	"strings"
	"unicode"

	"phonelogin/models/phone"
)

// maxEntered is how many digits are read at most.
const maxEntered = 200

// Read finds a code of so many digits in what somebody typed or pasted, in any script:
// "123 456", "G-123456", a whole message. The first run of exactly that many digits is
// the code. Without one, Read returns all digits, which may be too few or too many
// (C3).
func Read(text string, digits int) string {
	var all strings.Builder
	run, code := 0, ""
	for _, r := range text + " " {
		switch {
		case unicode.IsDigit(r) && all.Len() < maxEntered:
			all.WriteByte(byte('0' + phone.DigitValue(r)))
			run++
		case run == digits && code == "":
			code, run = all.String()[all.Len()-digits:], 0
		default:
			run = 0
		}
	}
	if code != "" {
		return code
	}
	return all.String()
}

// The bounds of the length of codes that a provider makes (wire contract, section 12.2;
// Twilio Verify).
const shortestForeign, longestForeign = 4, 10

// Read reads a code for a purpose and a number as the function Read does. ok is false if
// digits are missing or too many. Such a text cannot be a code, so it is not a guess and
// must not cost a try.
func (ck *Checker) Read(p Purpose, to phone.Number, text string) (code string, ok bool) {
	if test, is := ck.testCode(to); is && Read(text, len(test)) == test {
		return test, true
	}
	digits := ck.rulesOf(p).Digits
	code = Read(text, digits)
	if ck.sms.TwilioVerify.Enabled {
		return code, len(code) >= shortestForeign && len(code) <= longestForeign
	}
	return code, len(code) == digits
}
