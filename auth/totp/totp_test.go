package totp

import (
	"testing"
	"time"
)

// The values of RFC 4226, appendix D.
func TestCodesOfAppsAreThoseOfRFC4226(t *testing.T) {
	secret := []byte("12345678901234567890")
	for step, want := range []string{
		"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
	} {
		if got := codeAt(secret, int64(step)); got != want {
			t.Errorf("step %d: got %s, want %s", step, got, want)
		}
	}
}

// The values of RFC 6238, appendix B, which have eight digits; the last six are
// used.
func TestCodesOfAppsAreThoseOfRFC6238(t *testing.T) {
	secret := []byte("12345678901234567890")
	for _, test := range []struct {
		seconds int64
		want    string
	}{
		{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"},
		{1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
	} {
		if got := codeAt(secret, stepAt(time.Unix(test.seconds, 0))); got != test.want {
			t.Errorf("at %d: got %s, want %s", test.seconds, got, test.want)
		}
	}
}

func TestAnAppsClockMayBeOneStepOff(t *testing.T) {
	secret, now := []byte("12345678901234567890"), time.Unix(1111111111, 0)
	used := stepAt(now)
	for _, test := range []struct {
		name string
		off  int64
		used *int64
		want bool
	}{
		{"two steps behind", -2, nil, false},
		{"one step behind", -1, nil, true},
		{"in time", 0, nil, true},
		{"one step ahead", 1, nil, true},
		{"two steps ahead", 2, nil, false},
		{"used", 0, &used, false},
		{"before the used one", -1, &used, false},
		{"after the used one", 1, &used, true},
	} {
		code := codeAt(secret, stepAt(now)+test.off)
		step, ok := Match(secret, code, now, test.used)
		if ok != test.want || ok && step != stepAt(now)+test.off {
			t.Errorf("%s: got step %d, %v, want %v", test.name, step, ok, test.want)
		}
	}
}

func TestTheURIOfAnAppNamesIssuerAndAccount(t *testing.T) {
	got := URI("My Shop: A&B", "+49 1511 2345678", []byte("12345678901234567890"))
	want := "otpauth://totp/My%20Shop%3A%20A%26B:%2B49%201511%202345678" +
		"?algorithm=SHA1&digits=6&issuer=My%20Shop%3A%20A%26B&period=30&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
