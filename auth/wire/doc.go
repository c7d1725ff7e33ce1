// Package wire writes users and their factors as the JSON API and the hooks have
// them (wire contract, section 3). It decides nothing and hides what no caller may
// have: password hashes, secrets of factors, keys of tokens.
package wire
