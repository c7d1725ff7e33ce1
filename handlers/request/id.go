package request

import (
	"context"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
)

type idKey struct{}

// ID is the id of the request of ctx; "" outside a request. Log lines and answers to
// faults have it.
func ID(ctx context.Context) string {
	id, _ := ctx.Value(idKey{}).(string) // absent outside a request
	return id
}

// Identify gives each request an id. It never takes one from outside, which could be
// anything.
func Identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		id := uuid.NewString()
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		r := c.Request()
		c.SetRequest(r.WithContext(context.WithValue(r.Context(), idKey{}, id)))
		return next(c)
	}
}
