package secrets

import (
	"fmt"
	"io"

	"github.com/google/uuid"
)

// NewID makes a random id.
func NewID(random io.Reader) (string, error) {
	id, err := uuid.NewRandomFromReader(random)
	if err != nil {
		return "", fmt.Errorf("read randomness: %w", err)
	}
	return id.String(), nil
}

// Bytes reads n bytes.
func Bytes(random io.Reader, n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(random, b); err != nil {
		return nil, fmt.Errorf("read randomness: %w", err)
	}
	return b, nil
}
