package texts

import (
	"testing"
)

func TestSegments(t *testing.T) {
	for text, want := range map[string]int{
		"": 1, "123456 is your code": 1, string(make160('a', 160)): 1, string(make160('a', 161)): 2,
		string(make160('€', 80)): 1, string(make160('€', 81)): 2, string(make160('ё', 70)): 1, string(make160('ё', 71)): 2,
		string(make160('😀', 35)): 1, string(make160('😀', 36)): 2,
	} {
		if got := Segments(text); got != want {
			t.Errorf("Segments(%.10q…): got %d, want %d", text, got, want)
		}
	}
}

func make160(r rune, n int) []rune {
	all := make([]rune, n)
	for i := range all {
		all[i] = r
	}
	return all
}
