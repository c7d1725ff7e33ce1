package pages

import (
	"bytes"
	"fmt"
	"image/png"
	"path/filepath"
	"regexp"
	"strconv"

	"phonelogin/config"
	"phonelogin/static"
	"phonelogin/views"
)

// appThemes are the looks of the pages by client_id, and the files that they load.
// They are made once, when the program starts.
type appThemes struct {
	byApp map[string]views.Look
	files []static.File
}

func newAppThemes(themes map[string]config.Theme) (*appThemes, error) {
	all := &appThemes{byApp: map[string]views.Look{}}
	for id, theme := range themes {
		look, err := all.add(theme)
		if err != nil {
			return nil, fmt.Errorf("theme of app %q: %w", id, err)
		}
		all.byApp[id] = look
	}
	return all, nil
}

// add makes the files of a theme.
func (l *appThemes) add(t config.Theme) (views.Look, error) {
	custom, err := t.CustomCSSFile()
	if err != nil {
		return views.Look{}, fmt.Errorf("custom_css: %w", err)
	}
	sheet, panel, panelDark, err := static.Sheet(static.Theme{
		Brand: t.Brand, Mode: t.Mode, Corners: t.Corners, Font: t.Font, Custom: custom,
	})
	if err != nil {
		return views.Look{}, err
	}
	l.files = append(l.files, sheet)
	look := views.Look{Sheet: sheet.URL(), Panel: panel, PanelDark: panelDark, Mode: t.Mode}
	content, err := t.LogoFile()
	if err != nil || content == nil {
		return look, err
	}
	logo := static.Make("logo"+filepath.Ext(t.Logo), content)
	l.files = append(l.files, logo)
	look.Logo, look.LogoWidth = logo.URL(), logoHeight
	if width, height := pictureSize(content); width > 0 && height > 0 {
		look.LogoWidth = min(logoHeight*width/height, maxLogoWidth)
	}
	return look, nil
}

// A logo has this height, and at most this width, in CSS pixels. Pages tell browsers
// its size, so nothing moves when it loads.
const (
	logoHeight   = 36
	maxLogoWidth = 180
)

var viewBox = regexp.MustCompile(`viewBox=["']\s*\S+\s+\S+\s+([0-9.]+)\s+([0-9.]+)\s*["']`)

// pictureSize is the size of a PNG or SVG; zeros where the file does not tell.
func pictureSize(content []byte) (width, height int) {
	if header, err := png.DecodeConfig(bytes.NewReader(content)); err == nil {
		return header.Width, header.Height
	}
	box := viewBox.FindSubmatch(content)
	if box == nil {
		return 0, 0
	}
	w, errW := strconv.ParseFloat(string(box[1]), 64)
	h, errH := strconv.ParseFloat(string(box[2]), 64)
	if errW != nil || errH != nil {
		return 0, 0
	}
	const fine = 100 // keeps the shape of small boxes in whole numbers
	return int(w * fine), int(h * fine)
}
