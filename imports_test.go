package phonelogin

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rooms are the rooms of the product and the ones that each may import: the road
// of a request, which only points down.
var rooms = map[string][]string{
	"cmd/web": {
		"auth", "auth/delivery", "auth/domain", "auth/hooks", "auth/keyring", "auth/respell", "auth/secrets",
		"auth/takeover", "auth/texts", "auth/timeline", "auth/tokens",
		"config", "models", "models/phone", "models/gotrue", "providers",
		"handlers", "handlers/request",
	},
	"handlers": {
		"auth", "auth/client", "auth/delivery", "auth/domain", "auth/limits", "auth/readiness", "auth/tokens",
		"config", "locales", "static",
		"handlers/access", "handlers/api", "handlers/pages", "handlers/pages/dev", "handlers/reply", "handlers/request",
	},
	"handlers/access":  {"auth/limits"},
	"handlers/request": {"auth", "handlers/access"},
	"handlers/reply":   {"auth/refusal", "handlers/request"},
	"handlers/api": {
		"auth", "auth/admin", "auth/apps", "auth/audit", "auth/delivery", "auth/human", "auth/limits", "auth/mfa", "auth/otp",
		"auth/refusal", "auth/sessions", "auth/timeline", "auth/tokens", "auth/users", "auth/wire",
		"handlers/access", "handlers/reply", "handlers/request",
	},
	"handlers/pages": {
		"auth", "auth/apps", "auth/client", "auth/delivery", "auth/human", "auth/limits", "auth/otp", "auth/pagesessions",
		"auth/refusal", "auth/secrets", "auth/sessions",
		"config", "models/phone", "locales", "static", "views",
		"handlers/access", "handlers/reply", "handlers/request",
	},
	"handlers/pages/dev": {"auth", "auth/delivery", "config/loopback", "locales", "static", "views", "handlers/pages", "handlers/reply"},
	"views":              {"locales", "static"},
	"auth": {
		"auth/audit", "auth/client", "auth/delivery", "auth/hooks", "auth/limits", "auth/numberlog", "auth/otp",
		"auth/passwords", "auth/refusal", "auth/secrets", "auth/sessions", "auth/texts", "auth/users",
		"auth/wire", "auth/writebehind",
		"config", "models", "models/phone", "providers",
	},
	"auth/domain": {
		"auth", "auth/admin", "auth/apps", "auth/audit", "auth/delivery", "auth/hooks", "auth/human", "auth/keyring",
		"auth/limits", "auth/mfa", "auth/numberlog", "auth/otp", "auth/pagesessions", "auth/passwords", "auth/purge",
		"auth/readiness", "auth/secrets", "auth/sessions", "auth/takeover", "auth/texts", "auth/timeline", "auth/tokens",
		"auth/users", "auth/writebehind",
		"config", "models", "providers",
	},
	"auth/admin": {
		"auth", "auth/audit", "auth/mfa", "auth/passwords", "auth/refusal", "auth/secrets", "auth/sessions", "auth/tokens",
		"auth/users", "auth/wire",
		"models", "models/phone",
	},
	"auth/apps":   {"auth/refusal", "auth/secrets", "config", "config/loopback"},
	"auth/audit":  {"auth/client", "auth/secrets", "auth/writebehind", "models", "models/phone"},
	"auth/client": {},
	"auth/mfa": {
		"auth/apps", "auth/audit", "auth/client", "auth/hooks", "auth/limits", "auth/otp", "auth/refusal",
		"auth/secrets", "auth/sessions", "auth/totp",
		"config", "models", "models/phone",
	},
	"auth/hooks": {
		"auth/client", "auth/refusal", "auth/secrets", "auth/tokens", "auth/wire",
		"config", "models", "models/phone", "providers/webhook",
	},
	"auth/otp": {
		"auth/apps", "auth/client", "auth/delivery", "auth/hooks", "auth/limits", "auth/numberlog",
		"auth/refusal", "auth/secrets", "auth/texts", "auth/users", "auth/writebehind",
		"config", "models", "models/phone", "providers",
	},
	"auth/sessions": {
		"auth/apps", "auth/audit", "auth/client", "auth/hooks", "auth/keyring", "auth/limits", "auth/refusal", "auth/secrets",
		"auth/tokens", "auth/wire",
		"config", "models",
	},
	"auth/delivery":          {"auth/client", "auth/hooks", "auth/numberlog", "auth/refusal", "auth/secrets", "config", "models", "models/phone", "providers"},
	"auth/numberlog":         {"auth/secrets", "auth/writebehind", "models", "models/phone"},
	"auth/human":             {"auth/client", "auth/refusal", "config", "providers/captcha"},
	"auth/keyring":           {"auth/limits", "auth/refusal", "auth/secrets", "auth/tokens", "config", "models"},
	"auth/limits":            {"auth/refusal", "auth/secrets", "config", "config/loopback", "models", "models/phone"},
	"auth/pagesessions":      {"auth/secrets", "models"},
	"auth/passwords":         {"auth/refusal"},
	"auth/purge":             {"auth/limits", "models"},
	"auth/readiness":         {"auth/secrets", "models"},
	"auth/refusal":           {"models", "models/phone"},
	"auth/secrets":           {"auth/tokens", "config", "models", "models/phone"},
	"auth/respell":           {"models", "models/phone"},
	"auth/timeline":          {"auth/limits", "auth/refusal", "auth/secrets", "config", "models", "models/phone", "providers"},
	"auth/takeover":          {"auth/limits", "auth/secrets", "auth/wire", "models", "models/phone", "models/gotrue"},
	"auth/tokens":            {},
	"auth/texts":             {"config", "models/phone", "locales", "providers"},
	"auth/totp":              {"auth/secrets"},
	"auth/users":             {"auth/client", "auth/numberlog", "auth/refusal", "auth/secrets", "auth/writebehind", "models", "models/phone"},
	"auth/wire":              {"models", "models/phone"},
	"auth/writebehind":       {},
	"models":                 {"models/phone"},
	"models/phone":           {},
	"models/gotrue":          {"models"},
	"models/modelstest":      {"models"},
	"providers":              {"config", "models/phone", "providers/webhook"},
	"providers/providertest": {"config"},
	"providers/captcha":      {"config"},
	"providers/webhook":      {},
	"config":                 {"config/loopback", "config/othernames"},
	"config/othernames":      {"config/loopback"},
	"config/loopback":        {},
	"locales":                {},
	"static":                 {},
	"bench":                  {},
	"bench/rolling":          {},
	"scripts/tally":          {},
	"examples/spa":           {},
	"examples/server":        {},
}

// homes are the libraries that live in one room, so that one can be replaced
// without touching the others.
var homes = map[string][]string{
	"gorm.io/":                       {"models"},
	"modernc.org/":                   {"models"},
	"github.com/pressly/goose/":      {"models"},
	"github.com/jackc/pgx/":          {"models", "models/modelstest"},
	"github.com/labstack/echo/":      {"handlers", "handlers/access", "handlers/api", "handlers/pages", "handlers/pages/dev", "handlers/reply", "handlers/request"},
	"github.com/gorilla/":            {"handlers/pages"},
	"github.com/boombuler/":          {"handlers/api"},
	"github.com/a-h/templ":           {"handlers/pages", "views"},
	"github.com/twilio/":             {"providers"},
	"github.com/nyaruka/":            {"models/phone"},
	"github.com/golang-jwt/":         {"auth/tokens"},
	"github.com/pelletier/":          {"config"},
	"github.com/alecthomas/kong":     {"cmd/web"},
	"golang.org/x/crypto/":           {"auth/passwords"},
	"golang.org/x/text/":             {"handlers", "handlers/pages", "locales"},
	"github.com/standard-webhooks/":  {"providers/webhook"},
	"github.com/supabase-community/": {"handlers"}, // tests
}

// forbidden is never imported, whoever asks.
var forbidden = map[string]string{
	"github.com/twilio/twilio-go": "the root package takes minutes to compile; its parts do not",
}

func TestTheRoadPointsDown(t *testing.T) {
	eachImport(t, func(t *testing.T, room, file, imported string) {
		if why, ok := forbidden[imported]; ok {
			t.Errorf("%s imports %s: %s", file, imported, why)
		}
		ours, inside := strings.CutPrefix(imported, "phonelogin/")
		if inside && !slices.Contains(rooms[room], ours) {
			t.Errorf("%s: %s must not import %s", file, room, ours)
		}
	})
}

func TestEveryLibraryHasOneHome(t *testing.T) {
	eachImport(t, func(t *testing.T, room, file, imported string) {
		for library, home := range homes {
			if strings.HasPrefix(imported, library) && !slices.Contains(home, room) {
				t.Errorf("%s: %s lives in %s", file, imported, strings.Join(home, ", "))
			}
		}
	})
}

// The domain and the database do not know that people come by HTTP. No room is an
// exception: what a hook or a captcha's provider is asked by HTTP stands in providers.
func TestTheDomainKnowsNoHTTP(t *testing.T) {
	eachImport(t, func(t *testing.T, room, file, imported string) {
		below, _, _ := strings.Cut(room, "/")
		if (below == "auth" || below == "models") && (imported == "net/http" || strings.HasPrefix(imported, "net/http/")) {
			t.Errorf("%s: %s must not import %s", file, room, imported)
		}
	})
}

// eachImport reads the files themselves: what the go command lists would come
// from the test cache after a forbidden import was added. Tests may import what
// they like.
func eachImport(t *testing.T, visit func(t *testing.T, room, file, imported string)) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); name == "node_modules" || name == "tools" || len(name) > 1 && name[0] == '.' {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		files++
		room := filepath.ToSlash(filepath.Dir(path))
		if _, ok := rooms[room]; !ok {
			t.Errorf("%s: the room %s is on no plan", path, room)
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			visit(t, room, path, imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Fatalf("read %d files: the walk does not find the product", files)
	}
}
