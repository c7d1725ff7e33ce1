package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
)

const (
	// maxBody is the longest body that is read, in bytes (wire contract, section 1).
	maxBody = 1 << 20

	// maxDepth is how deeply JSON may be nested: more than any metadata needs,
	// less than costs a stack.
	maxDepth = 64

	// maxMetadata bounds what an app may store with a user, in bytes: it travels
	// in every access token, and so in every request's header.
	maxMetadata = 16 << 10
)

// errTooLarge is the answer to a body over maxBody.
var errTooLarge = errors.New("request body too large")

// badJSON is a body that cannot be read; its text is for the caller.
type badJSON string

func (b badJSON) Error() string { return string(b) }

// decode reads the body as one JSON object. What Go's decoder would let pass but
// means different things to different readers is refused: keys that come twice,
// text that is not UTF-8; as is what a database cannot hold.
func decode(c echo.Context, into any) error {
	body, err := readBody(c)
	if err != nil {
		return err
	}
	return unmarshal(body, into)
}

// decodeIfAny is decode where a body may be left out.
func decodeIfAny(c echo.Context, into any) error {
	body, err := readBody(c)
	if err != nil || len(body) == 0 {
		return err
	}
	return unmarshal(body, into)
}

func readBody(c echo.Context) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(c.Request().Body, maxBody+1))
	if err != nil {
		return nil, badJSON("the body ended early")
	}
	if len(body) > maxBody {
		return nil, errTooLarge
	}
	return body, nil
}

func unmarshal(body []byte, into any) error {
	if !utf8.Valid(body) {
		return badJSON("the body is not UTF-8")
	}
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	if err := json.Unmarshal(body, new(json.RawMessage)); errors.As(err, &syntax) {
		return badJSON(syntax.Error())
	}
	if err := inspect(body); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	err := d.Decode(into)
	if errors.As(err, &kind) {
		if kind.Field == "" {
			return badJSON("the body must be an object")
		}
		return badJSON(fmt.Sprintf("%s must be %s", kind.Field, article(kind.Type.Kind().String())))
	}
	if err != nil {
		return badJSON("a value has the wrong form")
	}
	return nil
}

// article names a Go kind as a caller knows it.
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

// inspect walks the tokens of valid JSON.
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
			return badJSON("a value has the wrong form")
		}
		switch t := token.(type) {
		case json.Delim:
			switch t {
			case '{', '[':
				if len(open) == maxDepth {
					return badJSON("nested too deeply")
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
				return badJSON(`text must not contain \u0000`)
			}
			if key {
				// Fields are found whatever their case, but only in the outermost object.
				name := t
				if len(open) == 1 {
					name = strings.ToLower(t)
				}
				if open[len(open)-1][name] {
					return badJSON("a key comes twice")
				}
				open[len(open)-1][name] = true
				key = false
				continue
			}
		case json.Number:
			if _, err := strconv.ParseFloat(t.String(), 64); err != nil {
				return badJSON("a number is out of range")
			}
		}
		key = len(open) > 0 && open[len(open)-1] != nil
	}
}

// bearer is the token of the Authorization header; "" when there is none. The
// scheme's case does not matter, exactly one blank does (wire contract, section 1).
func bearer(r *http.Request) string {
	scheme, token, found := strings.Cut(r.Header.Get(echo.HeaderAuthorization), " ")
	if !found || !strings.EqualFold(scheme, "bearer") || strings.Contains(token, " ") {
		return ""
	}
	return token
}
