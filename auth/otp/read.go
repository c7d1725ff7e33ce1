package otp

import (
	"strings"
	"unicode"

	"phonelogin/auth/phone"
)

// maxEntered bounds what is read as a code, in digits.
const maxEntered = 200

// Read takes a code of so many digits out of what was typed or pasted, in
// whatever script: "123 456", "G-123456", a whole message. A run of exactly as
// many digits as the code has is the code; else all digits are, which may be too
// few or too many (proves C3).
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

// A provider that makes codes of its own has a length of its own, within these
// (wire contract, section 12.2; Twilio Verify).
const shortestForeign, longestForeign = 4, 10

// Read reads a code for a purpose and a number, as the function does. ok is false
// for what cannot be one, because digits are missing or too many: nobody guesses
// with such, so it is no try.
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
