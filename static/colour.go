package static

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// colour is one of sRGB, each part from 0 to 255.
type colour struct{ r, g, b float64 }

var (
	white = colour{255, 255, 255}
	black = colour{}
)

// parseColour reads "#0b6654".
func parseColour(s string) (colour, error) {
	digits, ok := strings.CutPrefix(s, "#")
	n, err := strconv.ParseUint(digits, 16, 32)
	if !ok || err != nil || len(digits) != 6 {
		return colour{}, fmt.Errorf("%q is no colour such as #0b6654", s)
	}
	return colour{float64(n >> 16 & 0xff), float64(n >> 8 & 0xff), float64(n & 0xff)}, nil
}

func (c colour) String() string {
	return fmt.Sprintf("#%02x%02x%02x", int(math.Round(c.r)), int(math.Round(c.g)), int(math.Round(c.b)))
}

// mix is c with a share, from 0 to 1, of another colour.
func (c colour) mix(other colour, share float64) colour {
	part := func(a, b float64) float64 { return math.Round(a + (b-a)*share) }
	return colour{part(c.r, other.r), part(c.g, other.g), part(c.b, other.b)}
}

// until is c, mixed with as little of another colour as makes its contrast with
// every ground at least the one asked for.
func (c colour) until(other colour, least float64, grounds ...colour) colour {
	const steps = 50
	mixed := c
	for i := 1; i <= steps && mixed.leastContrast(grounds) < least; i++ {
		mixed = c.mix(other, float64(i)/steps)
	}
	return mixed
}

func (c colour) leastContrast(grounds []colour) float64 {
	least := math.Inf(1)
	for _, g := range grounds {
		least = min(least, contrast(c, g))
	}
	return least
}

// contrast is the contrast ratio of WCAG 2.2, from 1 to 21.
func contrast(a, b colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func (c colour) luminance() float64 {
	linear := func(part float64) float64 {
		part /= 255
		if part <= 0.04045 {
			return part / 12.92
		}
		return math.Pow((part+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b)
}
