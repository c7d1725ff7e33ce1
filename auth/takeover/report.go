package takeover

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"

	"phonelogin/models"
)

// Reasons for skipping a user, or something of theirs.
const (
	alreadyHere     = "already_here"     // a user of this id; not in reports
	userDeleted     = "deleted"          // soft-deleted
	ssoUser         = "sso_user"         // known by a provider only
	noPhone         = "no_phone"         // and not anonymous
	invalidPhone    = "invalid_phone"    // not a number
	phoneTaken      = "phone_taken"      // a user here has it, perhaps from the same source in another spelling
	emailTaken      = "email_taken"      // likewise
	factorEncrypted = "factor_encrypted" // without it the account would lose its second factor
	encrypted       = "encrypted"        // no key was given for it
	unproved        = "unproven"         // the account proved neither number nor address: the password may be a stranger's
	unknownHash     = "unknown_hash"
	webauthnFactor  = "webauthn"
	badSecret       = "bad_secret" // not base32
	oauthClient     = "oauth_client"
	badKey          = "bad_key"
	respelled       = "respelled" // the number is stored in the current spelling
)

// numberItem is the item of respelled.
const numberItem = "number"

// skippedItem is something that was not imported, or changed.
type skippedItem struct {
	User   string `json:"user"` // id
	What   string `json:"what"`
	Reason string `json:"reason"`
}

// countBatch adds a batch to the progress. It writes the report first, at a
// position that the progress stores: a batch that runs twice has its lines once.
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
			_ = to.Encode(l) // cannot fail
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
