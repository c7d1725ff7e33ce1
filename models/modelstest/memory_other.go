//go:build !linux

package modelstest

// memory is "": the folder for temporary files has to do.
func memory() string { return "" }
