package passwords

import (
	"strings"
	"testing"
)

// The Argon2 hashes are from the tests of its reference implementation; Firebase's
// is the example in its scrypt's documentation.
func TestPasswordsMatchTheHashesOfOtherServers(t *testing.T) {
	const firebase = "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==" +
		"$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=="
	ours, err := Hash("correct-horse")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ hash, password string }{
		{ours, "correct-horse"},
		{firebase, "user1password"},
		{"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "password"},
		{"$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA", "password"},
	} {
		if !Match(tt.hash, tt.password) {
			t.Errorf("%.20s…: the right password does not match", tt.hash)
		}
		if Match(tt.hash, tt.password+"x") {
			t.Errorf("%.20s…: a wrong password matches", tt.hash)
		}
	}
}

func TestHashesThatCannotBeReadMatchNothing(t *testing.T) {
	for _, hash := range []string{
		"", "x", "$2a$10$", "$argon2id$v=19$m=0,t=0,p=0$$", "$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$AAAA",
		"$argon2id$v=18$m=65536,t=2,p=1$c29tZXNhbHQ$AAAA", "$fbscrypt$v=1,n=60,r=8,p=1,ss=Bw==,sk=AAAA$AAAA$AAAA",
		"$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=$AAAA$", DummyHash,
	} {
		if Match(hash, "") || Match(hash, "password") {
			t.Errorf("%q matches something", hash)
		}
	}
}

func TestTheHashOfNobodyTakesAsLongAsAnother(t *testing.T) {
	// bcrypt compares with this hash, and does not refuse it for its form.
	if !IsOurs(DummyHash) || len(DummyHash) != 60 {
		t.Error("comparing with it ends early")
	}
}

func TestRequirementsAreReadAsSets(t *testing.T) {
	for _, tt := range []struct {
		requirements string
		want         []string
	}{
		{"", nil},
		{"letters_digits", []string{lower + upper, digits}},
		{"abc:12", []string{"abc", "12"}},
		{`a\:b:12`, []string{"a:b", "12"}},
		{`a\b`, []string{`a\b`}},
	} {
		if got := requiredSets(tt.requirements); strings.Join(got, "|") != strings.Join(tt.want, "|") {
			t.Errorf("requiredSets(%q): got %q, want %q", tt.requirements, got, tt.want)
		}
	}
}
