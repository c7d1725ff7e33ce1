package takeover

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"

	"phonelogin/models"
)

// Why a user, or something of theirs, was left behind.
const (
	alreadyHere     = "already_here"     // a user of this id; not in reports
	userDeleted     = "deleted"          // softly
	ssoUser         = "sso_user"         // found by their provider only
	noPhone         = "no_phone"         // and not anonymous
	invalidPhone    = "invalid_phone"    // not the digits of a number
	phoneTaken      = "phone_taken"      // another user here has it, perhaps from the same source in another spelling
	emailTaken      = "email_taken"      // likewise
	factorEncrypted = "factor_encrypted" // taken without it, the account would lose its second factor
	encrypted       = "encrypted"        // and no key was given that opens it
	unproved        = "unproven"         // the account proved neither number nor address: it may be a stranger's password
	unknownHash     = "unknown_hash"
	webauthnFactor  = "webauthn"
	badSecret       = "bad_secret" // not base32
	oauthClient     = "oauth_client"
	badKey          = "bad_key"
	respelled       = "respelled" // the number is kept in today's spelling
)

// numberItem is what respelled is about.
const numberItem = "number"

// skippedItem is something that was not taken, or not as it was.
type skippedItem struct {
	User   string `json:"user"` // id
	What   string `json:"what"`
	Reason string `json:"reason"`
}

// countBatch counts a batch in its progress. The report is written first and at a
// place that the progress knows: of a batch that is done twice, it has the lines
// once.
func countBatch(rows *models.Imported, left []skippedItem, report io.WriterAt) error {
	p := &rows.Progress
	p.Taken, p.Left = maps.Clone(p.Taken), maps.Clone(p.Left)
	for _, u := range rows.Users {
		p.Taken["users"]++
		p.Taken["identities"] += len(u.MoreIdentities)
		if u.IdentityID != "" {
			p.Taken["identities"]++
		}
	}
	p.Taken["factors"] += len(rows.Factors)
	p.Taken["sessions"] += len(rows.Sessions)
	p.Taken["refresh tokens"] += len(rows.Tokens)
	var lines bytes.Buffer
	to := json.NewEncoder(&lines)
	for _, l := range left {
		if l.What == numberItem {
			p.Taken["numbers written anew"]++
		} else {
			p.Left[l.What+": "+l.Reason]++
		}
		if l.Reason != alreadyHere {
			_ = to.Encode(l) // strings into memory
		}
	}
	if report == nil {
		return nil
	}
	if _, err := report.WriteAt(lines.Bytes(), p.Report); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	p.Report += int64(lines.Len())
	return nil
}
