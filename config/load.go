package config

import (
	"net"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"phonelogin/config/othernames"
)

// defaultPeriod is the wait between two messages to a number when neither of its
// keys is set.
const defaultPeriod = 60 * time.Second

// productionDrain is server.drain_time in production: the usual balancers ask
// every one or two seconds.
const productionDrain = 5 * time.Second

// Load reads the settings. From the lowest priority to the highest: the defaults,
// the variables of GoTrue, the TOML file at path (which may be one of the Supabase
// CLI), and the variables PHONELOGIN_… of env (in the form of os.Environ).
// DATABASE_URL and PORT replace database.url and server.listen's port if those were
// not set. An empty path means no file; a named file must exist.
//
// Unreadable, unknown and wrongly typed values are returned as Problems, all at
// once. Check checks whether the settings fit together.
func Load(path string, env []string) (*Config, error) {
	vars := variables(env)
	file, err := readFile(path, vars)
	if err != nil {
		return nil, err
	}
	cfg := &Config{Apps: make([]App, file.apps)}
	cfg.Auth.SMS.Routes = make([]Route, file.routes)
	keys := keysOf(cfg)

	problems := file.problems
	given := file.settings
	problems = append(problems, refuseUnknown(given, keys)...)
	problems = append(problems, overlay(given, vars, keys)...)
	remarks, wrong := applyGoTrue(given, vars)
	problems = append(problems, wrong...)
	problems = append(problems, assignAll(keys, given)...)
	problems = append(problems, cfg.complete(given, vars, path)...)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	cfg.remarks = append(file.remarks, remarks...)
	if othernames.SpeaksGoTrue(vars) {
		cfg.deriveSecrets(keys)
	}
	cfg.given = slices.DeleteFunc(given.paths(), file.isTemplate)
	return cfg, nil
}

// Given reports whether the key at path, or one in the table at path, was set, even
// to its default. A few rules depend on it.
func (c *Config) Given(path string) bool {
	return slices.ContainsFunc(c.given, func(p string) bool { return p == path || strings.HasPrefix(p, path+".") })
}

// assignAll sets every key to its value or its default.
func assignAll(keys []key, given settings) Problems {
	var problems Problems
	for _, k := range keys {
		s, ok := given[k.path]
		if !ok {
			s = setting{value: text(k.tag.Get("default")), place: "default"}
			if s.value == text("") {
				continue
			}
		}
		if wrong := assign(k.field, s.value); wrong != "" {
			problems.Add(s.place, "%s: %s %s", k.path, describeValue(k, s.value), wrong)
		}
	}
	return problems
}

// complete sets values that depend on other settings.
func (c *Config) complete(given settings, vars map[string]string, path string) Problems {
	var problems Problems
	if port := vars["PORT"]; port != "" && !given.has("server.listen") {
		problems = c.usePort(port)
	}
	if c.Mode == Development && c.Server.PublicURL == "" {
		c.Server.PublicURL = localURL(c.Server.Listen)
	}
	c.Server.PublicURL = strings.TrimSuffix(c.Server.PublicURL, "/")
	if url := vars["DATABASE_URL"]; url != "" && !given.has("database.url") {
		c.Database.URL = url
	}
	if c.Database.URL == "" {
		c.Database.URL = "sqlite:" + filepath.Join(c.Server.DataDir, "phonelogin.db")
	}
	switch {
	case c.Log.Format != "":
	case c.Mode == Production:
		c.Log.Format = "json"
	default:
		c.Log.Format = "text"
	}
	if c.Mode == Production && !given.has("server.drain_time") {
		c.Server.DrainTime = productionDrain
	}
	c.settlePeriod(given)
	c.placeFiles(given, path)
	return problems
}

// placeFiles resolves file names relative to the settings file that names them,
// like the Supabase CLI.
func (c *Config) placeFiles(given settings, path string) {
	files := map[string]*string{"auth.signing_keys_path": &c.Auth.SigningKeysPath}
	c.eachTheme(func(key string, theme *Theme) {
		files[key+".logo"], files[key+".custom_css"] = &theme.Logo, &theme.CustomCSS
	})
	for key, name := range files {
		if _, inFile := given[key].value.(string); inFile && *name != "" && !filepath.IsAbs(*name) {
			*name = filepath.Join(filepath.Dir(path), *name)
		}
	}
}

func (c *Config) usePort(port string) Problems {
	var problems Problems
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		problems.Add("PORT", "%q is not a port", port)
		return problems
	}
	if host, _, err := net.SplitHostPort(c.Server.Listen); err == nil {
		c.Server.Listen = net.JoinHostPort(host, port)
	}
	return problems
}

// localURL is the address of listen for a browser on this machine, or "" when
// listen is not host:port.
func localURL(listen string) string {
	_, port, err := net.SplitHostPort(listen)
	if err != nil {
		return ""
	}
	return "http://localhost:" + port
}

// settlePeriod chooses between the two keys with the same meaning. Ours wins over
// Supabase's wherever each was set; both get the result.
func (c *Config) settlePeriod(given settings) {
	period, frequency := &c.Auth.RateLimits.OTP.Period, &c.Auth.SMS.MaxFrequency
	switch {
	case given.has("auth.rate_limits.otp.period"):
		*frequency = *period
	case given.has("auth.sms.max_frequency"):
		*period = *frequency
	default:
		*period, *frequency = defaultPeriod, defaultPeriod
	}
}
