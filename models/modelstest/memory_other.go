//go:build !linux

package modelstest

// memory is "": temporary files go to disk.
func memory() string { return "" }
