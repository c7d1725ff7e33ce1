package handlers

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"phonelogin/locales"
	"phonelogin/static"
	"phonelogin/views"
)

// routeDevelopment are the pages for developers. In production they do not exist.
func (h *Handlers) routeDevelopment(pages *echo.Group) {
	if h.inbox == nil {
		return
	}
	pages.GET("/dev/inbox", h.showInbox, onlyLoopback)
	pages.GET("/dev/inbox/list", h.showInboxList, onlyLoopback)
	pages.GET("/dev/pages", h.showStories, onlyLoopback)
	pages.GET("/dev/pages/:state", h.showStory, onlyLoopback)
	pages.GET("/dev/pages.css", h.showTheme, onlyLoopback)
	pages.GET("/dev/stories.css", func(c echo.Context) error {
		return c.Blob(http.StatusOK, "text/css; charset=utf-8", views.StoriesStyle)
	}, onlyLoopback)
}

// showStories shows all states of all pages side by side.
func (h *Handlers) showStories(c echo.Context) error {
	lang, theme := chosenLook(c)
	width, err := strconv.Atoi(c.QueryParam("width"))
	if err != nil || !slices.Contains(views.Widths, width) {
		width = 360
	}
	c.Response().Header().Set("Content-Security-Policy",
		"default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'")
	return h.render(c, http.StatusOK, views.StoryIndex(views.Stories{Lang: lang, Theme: theme, Width: width}))
}

// showStory shows one state of a page as people would see it.
func (h *Handlers) showStory(c echo.Context) error {
	nonce, _ := c.Get(nonceKey).(string) // set by protect
	lang, theme := chosenLook(c)
	story, ok := views.Story(c.Param("state"), lang, nonce)
	if !ok {
		return echo.NewHTTPError(http.StatusNotFound)
	}
	var page bytes.Buffer
	if err := story.Render(c.Request().Context(), &page); err != nil {
		return fmt.Errorf("render story: %w", err)
	}
	// The index shows it in a frame.
	header := c.Response().Header()
	header.Set("X-Frame-Options", "SAMEORIGIN")
	header.Set("Content-Security-Policy", policy(nonce, permits{framer: "'self'"}))
	shown := page.Bytes()
	if theme != "" {
		shown = bytes.ReplaceAll(shown, []byte(static.URL("app.css")), []byte("/dev/pages.css?theme="+theme))
	}
	return c.HTMLBlob(http.StatusOK, shown)
}

// chosenLook is the language and the theme that are asked for, of those there are.
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

// preference is where the style sheet follows the browser's theme.
var preference = regexp.MustCompile(`\(prefers-color-scheme:\s*(light|dark)\)`)

// showTheme is the style sheet for a browser that prefers one theme, whatever this
// browser prefers: what the product serves follows the browser alone.
func (h *Handlers) showTheme(c echo.Context) error {
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
