package handlers

import "phonelogin/handlers/access"

// Policies are those of all routes, by method and path.
func Policies(d Deps) (map[string]access.Policy, error) {
	t, err := newTable(d)
	if err != nil {
		return nil, err
	}
	return t.policies, nil
}
