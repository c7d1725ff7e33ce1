// Package wire converts users and factors to the form of the JSON API and the hooks
// (wire contract, section 3). It leaves out password hashes, secrets of factors and
// keys of tokens.
package wire
