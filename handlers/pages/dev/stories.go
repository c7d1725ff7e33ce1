package dev

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"phonelogin/handlers/pages"
	"phonelogin/locales"
	"phonelogin/static"
	"phonelogin/views"
)

// ShowStories shows all states of all pages side by side.
func ShowStories(c echo.Context) error {
	lang, theme := chosenLook(c)
	width, err := strconv.Atoi(c.QueryParam("width"))
	if err != nil || !slices.Contains(views.Widths, width) {
		width = 360
	}
	c.Response().Header().Set("Content-Security-Policy",
		"default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'")
	return pages.Render(c, http.StatusOK, views.StoryIndex(views.Stories{Lang: lang, Theme: theme, Width: width}))
}

// ShowStory shows one state of a page as people see it.
func ShowStory(c echo.Context) error {
	lang, theme := chosenLook(c)
	story, ok := views.Story(c.Param("state"), lang, pages.Nonce(c))
	if !ok {
		return echo.NewHTTPError(http.StatusNotFound)
	}
	var page bytes.Buffer
	if err := story.Render(c.Request().Context(), &page); err != nil {
		return fmt.Errorf("render story: %w", err)
	}
	pages.AllowOwnFrame(c) // the index shows the page in a frame
	shown := page.Bytes()
	if theme != "" {
		shown = bytes.ReplaceAll(shown, []byte(static.URL("app.css")), []byte("/dev/pages.css?theme="+theme))
	}
	return c.HTMLBlob(http.StatusOK, shown)
}

// ShowStoriesStyle is the style sheet of the index.
func ShowStoriesStyle(c echo.Context) error {
	return c.Blob(http.StatusOK, "text/css; charset=utf-8", views.StoriesStyle)
}

// chosenLook is the language and the theme in the query, where they exist.
func chosenLook(c echo.Context) (lang, theme string) {
	lang, theme = c.QueryParam("lang"), c.QueryParam("theme")
	if !locales.Has(lang) {
		lang = locales.English
	}
	if !slices.Contains(views.Themes, theme) {
		theme = ""
	}
	return lang, theme
}

// preference is where the style sheet depends on the theme of the browser.
var preference = regexp.MustCompile(`\(prefers-color-scheme:\s*(light|dark)\)`)

// ShowTheme is the style sheet as a browser with one theme applies it, whatever
// theme this browser prefers. In the product the browser alone decides.
func ShowTheme(c echo.Context) error {
	_, theme := chosenLook(c)
	if theme == "" {
		return echo.NewHTTPError(http.StatusNotFound)
	}
	sheet := preference.ReplaceAllFunc(static.Content("app.css"), func(found []byte) []byte {
		if bytes.Contains(found, []byte(theme)) {
			return []byte("all")
		}
		return []byte("not all")
	})
	return c.Blob(http.StatusOK, "text/css; charset=utf-8", append(sheet, ":root{color-scheme:"+theme+"}"...))
}
