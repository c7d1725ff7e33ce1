package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCountTakesEveryKindOfResult(t *testing.T) {
	tests := []struct {
		name   string
		stream string
		want   counts
		says   string
	}{
		{
			name:   "passing tests and their package",
			stream: `{"Action":"pass","Package":"p","Test":"A"}` + "\n" + `{"Action":"pass","Package":"p","Test":"A/b"}` + "\n" + `{"Action":"pass","Package":"p"}`,
			want:   counts{passed: 2},
			says:   "ok   p\n",
		},
		{
			name:   "a failing test is counted once and quoted",
			stream: `{"Action":"output","Package":"p","Test":"A","Output":"got 1\n"}` + "\n" + `{"Action":"fail","Package":"p","Test":"A"}` + "\n" + `{"Action":"fail","Package":"p"}`,
			want:   counts{failed: 1},
			says:   "FAIL p A failed\ngot 1\nFAIL p\n",
		},
		{
			name:   "a skipped test is a failure",
			stream: `{"Action":"skip","Package":"p","Test":"A"}`,
			want:   counts{failed: 1},
			says:   "FAIL p A skipped, which counts as failed\n",
		},
		{
			name:   "a package without tests is nothing",
			stream: `{"Action":"skip","Package":"p"}`,
		},
		{
			name:   "a package that does not build",
			stream: `{"Action":"build-output","ImportPath":"p","Output":"x.go:1: no\n"}` + "\n" + `{"Action":"build-fail","ImportPath":"p"}` + "\n" + `{"Action":"fail","Package":"p"}`,
			want:   counts{failed: 1},
			says:   "x.go:1: no\nFAIL p  failed\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out strings.Builder
			got, err := count(strings.NewReader(test.stream), &out)
			if err != nil {
				t.Fatalf("count: %v", err)
			}
			if got != test.want {
				t.Errorf("count = %+v, want %+v", got, test.want)
			}
			if diff := cmp.Diff(test.says, out.String()); diff != "" {
				t.Errorf("output (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCountRefusesWordsThatAreNoEvents(t *testing.T) {
	if _, err := count(strings.NewReader("panic: no\n"), &strings.Builder{}); err == nil {
		t.Error("count(words) gave no error")
	}
}
