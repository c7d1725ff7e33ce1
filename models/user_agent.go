package models

import "unicode/utf8"

// userAgentSize is how much of a User-Agent is kept, in bytes.
const userAgentSize = 255

// TrimUserAgent is what rows keep of the User-Agent that a caller sent: its first 255
// bytes, as valid UTF-8 without control characters.
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
