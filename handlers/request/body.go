package request

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"phonelogin/handlers/access"
)

const (
	// MaxBody is the longest body that any route reads, in bytes (wire contract, section
	// 1).
	MaxBody = 1 << 20

	// maxDepth bounds how deeply JSON is nested. No metadata needs more, and this much
	// cannot exhaust a stack.
	maxDepth = 64
)

// TooLarge refuses a body over the limit of its route, which it holds in bytes.
type TooLarge int64

func (most TooLarge) Error() string {
	return fmt.Sprintf("Request body too large (max %d bytes)", int64(most))
}

// BadJSON refuses a body that cannot be read. Its text is for the caller.
type BadJSON string

func (b BadJSON) Error() string { return string(b) }

// Decode reads the body as one JSON object. It refuses what two readers may take
// differently and Go's decoder lets pass: a key that comes twice, and text that is
// not UTF-8. It also refuses what a database cannot store. Refuses with BadJSON and
// TooLarge.
func Decode(c echo.Context, into any) error {
	body, err := Body(c)
	if err != nil {
		return err
	}
	return unmarshal(body, into)
}

// DecodeIfAny is Decode for a body that may be left out.
func DecodeIfAny(c echo.Context, into any) error {
	body, err := Body(c)
	if err != nil || len(body) == 0 {
		return err
	}
	return unmarshal(body, into)
}

// errNoBody is a fault: a handler reads a body, and the policy of its route has
// none.
var errNoBody = errors.New("the policy of this route has no body")

// Body reads the whole body. Refuses with TooLarge, and with BadJSON where the body
// ends early.
func Body(c echo.Context) ([]byte, error) {
	most := access.Of(c).Body
	if most == 0 {
		return nil, errNoBody
	}
	body, err := io.ReadAll(io.LimitReader(c.Request().Body, most+1))
	if err != nil {
		return nil, BadJSON("the body ended early")
	}
	if int64(len(body)) > most {
		return nil, TooLarge(most)
	}
	return body, nil
}

func unmarshal(body []byte, into any) error {
	if !utf8.Valid(body) {
		return BadJSON("the body is not UTF-8")
	}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	if err := json.Unmarshal(body, new(json.RawMessage)); errors.As(err, &syntax) {
		return BadJSON(syntax.Error())
	}
	if err := inspect(body); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	err := d.Decode(into)
	if errors.As(err, &kind) {
		if kind.Field == "" {
			return BadJSON("the body must be an object")
		}
		return BadJSON(fmt.Sprintf("%s must be %s", kind.Field, article(kind.Type.Kind().String())))
	}
	if err != nil {
		return BadJSON("a value has the wrong form")
	}
	return nil
}

// article names a kind of Go as a caller knows it.
func article(kind string) string {
	switch kind {
	case "string":
		return "a string"
	case "bool":
		return "true or false"
	case "map", "struct":
		return "an object"
	case "slice":
		return "a list"
	}
	return "a number"
}

// inspect checks valid JSON token by token.
func inspect(body []byte) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var open []map[string]bool // keys seen in each open object; nil for a list
	key := false               // the next token is a key or the end of an object
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return BadJSON("a value has the wrong form")
		}
		switch t := token.(type) {
		case json.Delim:
			switch t {
			case '{', '[':
				if len(open) == maxDepth {
					return BadJSON("nested too deeply")
				}
				seen := map[string]bool(nil)
				if t == '{' {
					seen = map[string]bool{}
				}
				open = append(open, seen)
			default:
				open = open[:len(open)-1]
			}
			key = len(open) > 0 && open[len(open)-1] != nil
			continue
		case string:
			if strings.ContainsRune(t, 0) {
				return BadJSON(`text must not contain \u0000`)
			}
			if key {
				// Fields are found whatever their case, but only in the outermost object.
				name := t
				if len(open) == 1 {
					name = strings.ToLower(t)
				}
				if open[len(open)-1][name] {
					return BadJSON("a key comes twice")
				}
				open[len(open)-1][name] = true
				key = false
				continue
			}
		case json.Number:
			if _, err := strconv.ParseFloat(t.String(), 64); err != nil {
				return BadJSON("a number is out of range")
			}
		}
		key = len(open) > 0 && open[len(open)-1] != nil
	}
}
