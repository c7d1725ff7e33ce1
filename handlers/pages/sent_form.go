package pages

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"phonelogin/views"
)

// sentFormKey is where checkForm leaves the form for the error page. A body can be
// read only once.
const sentFormKey = "form"

// sentForm is the form of a request; nil for none.
func sentForm(c echo.Context) url.Values {
	if form, ok := c.Get(sentFormKey).(url.Values); ok {
		return form
	}
	if r := c.Request(); r.Method == http.MethodPost && r.ParseForm() == nil {
		return r.PostForm
	}
	return nil
}

// sentFields are the fields of the form of a request; none where the form cannot be
// ours.
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

// maxFields and maxField bound what an error page repeats of a form. Ours are
// smaller.
const (
	maxFields = 16
	maxField  = 4096
)
