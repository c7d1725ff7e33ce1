package config

import (
	"fmt"
	"slices"
	"strings"
)

// refuseUnknown complains about every unknown key in the file, with the nearest
// known one, and removes it.
func refuseUnknown(given settings, keys []key) Problems {
	var problems Problems
	var paths []string
	for _, k := range keys {
		paths = append(paths, k.path)
	}
	for _, path := range given.paths() {
		if slices.Contains(paths, path) {
			continue
		}
		s := given[path]
		delete(given, path)
		inside := slices.ContainsFunc(paths, func(p string) bool { return strings.HasPrefix(p, path+".") })
		_, isTable := s.value.(map[string]any)
		switch {
		case slices.Contains(listPaths, path):
			if list, ok := s.value.([]any); !ok || len(list) > 0 {
				problems.Add(s.place, "%[1]s is a list of tables: write [[%[1]s]]", path)
			}
		case listOf(path) != "" && !slices.ContainsFunc(paths, func(p string) bool { return listOf(p) == listOf(path) }):
			problems.Add(s.place, "%s: %[2]s is a list of tables: write [[%[2]s]]", path, listOf(path))
		case inside && isTable:
		case inside:
			problems.Add(s.place, "%s is a table: write [%s]", path, path)
		default:
			problems.Add(s.place, "unknown key %s%s", path, suggest(path, paths))
		}
	}
	return problems
}

// suggest returns the candidate that was probably meant, or nothing when none is
// near: one with the same last part, else the one with the fewest edits.
func suggest(name string, candidates []string) string {
	best, fewest := "", len(name)/2+1
	for _, c := range candidates {
		d := edits(name, c)
		if _, last := splitPath(name); strings.HasSuffix(c, "."+last) {
			d = min(d, 1)
		}
		if d < fewest {
			best, fewest = c, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", best)
}

// edits is the Levenshtein distance of a and b in bytes.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
