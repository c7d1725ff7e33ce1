package phone

import "testing"

func TestNoNumberIsNull(t *testing.T) {
	for _, test := range []struct {
		number Number
		stored any
	}{{"4915112345678", "4915112345678"}, {"", nil}} {
		if v, err := test.number.Value(); err != nil || v != test.stored {
			t.Errorf("%q: stored as %v, %v, want %v", test.number, v, err, test.stored)
		}
		read := Number("another")
		if err := read.Scan(test.stored); err != nil || read != test.number {
			t.Errorf("%v: read as %q, %v, want %q", test.stored, read, err, test.number)
		}
	}
	var read Number
	if err := read.Scan([]byte("4915112345678")); err != nil || read != "4915112345678" {
		t.Errorf("bytes: read as %q, %v", read, err)
	}
	if err := read.Scan(4915112345678); err == nil {
		t.Error("a count was read as a number")
	}
}
