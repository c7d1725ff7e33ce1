package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"phonelogin/auth/client"
	"phonelogin/locales"
)

// noteClient puts into the context where a request comes from, for the audit log and
// hooks, and the language of messages: the best that the client understands.
func (h *Handlers) noteClient(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		c.SetRequest(r.WithContext(client.With(r.Context(), client.Client{
			IP: c.RealIP(), UserAgent: r.UserAgent(),
			Country:  knownCountry(h.requestCountry(r)),
			Language: locales.Match(r.Header.Get("Accept-Language")),
		})))
		return next(c)
	}
}

// limitTime ends a request that takes too long. Its client has given up by then.
func limitTime(limit time.Duration) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			ctx, cancel := context.WithTimeout(r.Context(), limit)
			defer cancel()
			c.SetRequest(r.WithContext(ctx))
			err := next(c)
			// An error is still to be answered, which takes time of its own.
			c.SetRequest(r)
			return err
		}
	}
}

// logRequests logs each request by its route. A path or a query may hold codes,
// states and secrets of links, so it is never logged.
func logRequests(log *slog.Logger) echo.MiddlewareFunc {
	return middleware.RequestLoggerWithConfig(middleware.RequestLoggerConfig{
		LogStatus: true, LogMethod: true, LogRoutePath: true, LogLatency: true, LogRemoteIP: true,
		HandleError: true,
		Skipper:     func(c echo.Context) bool { return c.Path() == healthPath || c.Path() == readyPath },
		LogValuesFunc: func(c echo.Context, v middleware.RequestLoggerValues) error {
			log.InfoContext(c.Request().Context(), "request", "method", v.Method, "route", v.RoutePath,
				"status", v.Status, "ms", v.Latency.Milliseconds(), "ip", v.RemoteIP)
			return nil
		},
	})
}

// allowBrowsers answers CORS for the JSON API, so an app in a browser needs no
// gateway. Any origin may call the API, because it takes no cookies: only keys and
// tokens that the app holds. headers are further ones that browsers may send.
func allowBrowsers(headers []string) echo.MiddlewareFunc {
	return middleware.CORSWithConfig(middleware.CORSConfig{
		AllowOrigins: []string{"*"},
		AllowMethods: []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete},
		AllowHeaders: append([]string{
			"Accept", "Authorization", "Content-Type", "apikey", "X-Client-IP", "X-Client-Info", "X-JWT-AUD",
			"x-use-cookie", "X-Supabase-Api-Version",
		}, headers...),
		ExposeHeaders: []string{"X-Total-Count", "Link", "X-Supabase-Api-Version", "X-Sb-Error-Code", "Retry-After"},
		MaxAge:        600,
	})
}

// setFaceHeaders sets the headers of the JSON API or those of pages, also where no
// route is found.
func (h *Handlers) setFaceHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	api, page := allowBrowsers(h.browserHeaders)(noStore(next)), h.pages.Protect(next)
	return func(c echo.Context) error {
		if h.isAPI(c) {
			return api(c)
		}
		return page(c)
	}
}

// noStore keeps answers about people out of caches.
func noStore(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
		return next(c)
	}
}
