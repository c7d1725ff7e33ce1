package config

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// envPrefix is the prefix of variables that set keys.
const envPrefix = "PHONELOGIN_"

// kubernetesLink matches the variables that Kubernetes adds to every container
// beside a Service named "phonelogin". They are ignored.
var kubernetesLink = regexp.MustCompile(
	`^PHONELOGIN_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_\d+_(TCP|UDP|SCTP)(_.+)?)?)$`)

// variables converts the form of os.Environ to a map. The last of equal names wins.
func variables(env []string) map[string]string {
	vars := make(map[string]string, len(env))
	for _, line := range env {
		if name, value, ok := strings.Cut(line, "="); ok {
			vars[name] = value
		}
	}
	return vars
}

// overlay applies the variables PHONELOGIN_… over the settings so far, and
// complains about those that name no key.
func overlay(given settings, vars map[string]string, keys []key) Problems {
	var problems Problems
	paths := map[string]string{}
	var names []string
	for _, k := range keys {
		if name := k.env(); name != "" {
			paths[name] = k.path
			names = append(names, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		path, known := paths[name]
		switch {
		case known:
			given[path] = setting{value: text(vars[name]), place: name}
		case !strings.HasPrefix(name, envPrefix) || kubernetesLink.MatchString(name):
		case strings.HasPrefix(name, envPrefix+"APPS"):
			problems.Add(name, "apps can be set only in the file")
		case strings.HasPrefix(name, key{path: routesPath}.env()):
			problems.Add(name, "%s can be set only in the file", routesPath)
		default:
			problems.Add(name, "no key has this variable%s", suggest(name, names))
		}
	}
	return problems
}
