package api

import (
	"fmt"
	"image"
	"strings"

	"github.com/boombuler/barcode/qr"
)

const (
	// qrMargin is the blank border that readers need, in modules (ISO/IEC 18004).
	qrMargin = 4

	// qrModule is the width of a module in pixels, where the page sets none.
	qrModule = 4
)

// qrCode draws text as an SVG image. Clients put it into a data URL as it is, so it
// must hold no "#", "%" or double quotes.
func qrCode(text string) (string, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("draw QR code: %w", err)
	}
	side := code.Bounds().Dx()
	var path strings.Builder
	for y := range side {
		drawRow(&path, code, y, side)
	}
	whole := side + 2*qrMargin
	return fmt.Sprintf("<svg xmlns='http://www.w3.org/2000/svg' width='%[1]d' height='%[1]d' viewBox='0 0 %[2]d %[2]d'"+
		" shape-rendering='crispEdges'><path fill='white' d='M0 0h%[2]dv%[2]dH0z'/><path d='%[3]s'/></svg>",
		whole*qrModule, whole, path.String()), nil
}

// drawRow adds a rectangle for each run of dark modules.
func drawRow(path *strings.Builder, code image.Image, y, side int) {
	for x := 0; x < side; x++ {
		from := x
		for x < side && isDark(code, x, y) {
			x++
		}
		if run := x - from; run > 0 {
			fmt.Fprintf(path, "M%d %dh%dv1h-%dz", from+qrMargin, y+qrMargin, run, run)
		}
	}
}

func isDark(code image.Image, x, y int) bool {
	r, _, _, _ := code.At(x, y).RGBA() // black or white
	return r == 0
}
