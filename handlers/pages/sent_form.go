package pages

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"phonelogin/views"
)

// sentFormKey is where checkForm leaves the form, for the error page: its body can be
// read once.
const sentFormKey = "form"

// sentForm is the form that a request brought, nil for none.
func sentForm(c echo.Context) url.Values {
	if form, ok := c.Get(sentFormKey).(url.Values); ok {
		return form
	}
	if r := c.Request(); r.Method == http.MethodPost && r.ParseForm() == nil {
		return r.PostForm
	}
	return nil
}

// sentFields are the fields of the form that a request brought; none where it
// brought none of ours.
func sentFields(c echo.Context) []views.Field {
	form := sentForm(c)
	if len(form) > maxFields {
		return nil
	}
	var fields []views.Field
	for name, values := range form {
		if len(values) != 1 || len(name)+len(values[0]) > maxField {
			return nil
		}
		fields = append(fields, views.Field{Name: name, Value: values[0]})
	}
	slices.SortFunc(fields, func(a, b views.Field) int { return cmp.Compare(a.Name, b.Name) })
	return fields
}

// maxFields and maxField bound what an error page repeats of a form: ours are
// smaller.
const (
	maxFields = 16
	maxField  = 4096
)
