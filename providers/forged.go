package providers

import "errors"

// ErrForged is a callback that its carrier did not sign.
var ErrForged = errors.New("forged callback")
