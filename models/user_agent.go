package models

import "unicode/utf8"

// userAgentSize is the most that is stored of a User-Agent, in bytes.
const userAgentSize = 255

// TrimUserAgent returns the first 255 bytes of a User-Agent, as valid UTF-8 without
// control characters.
func TrimUserAgent(sent string) string {
	kept := make([]rune, 0, min(len(sent), userAgentSize))
	size := 0
	for _, r := range sent {
		size += utf8.RuneLen(r)
		if size > userAgentSize {
			break
		}
		if r >= ' ' && r != 0x7f && r != utf8.RuneError {
			kept = append(kept, r)
		}
	}
	return string(kept)
}
