package otp

import (
	"context"
	"errors"

	"phonelogin/auth/refusal"
	"phonelogin/models"
)

// noteRefusedRequest records why a request for a code failed, if it did: a refusal or a
// fault.
func (cs *Codes) noteRefusedRequest(r Request, err error) {
	if err == nil || errors.Is(err, context.Canceled) { // the client hung up
		return
	}
	reason := models.ReasonFault
	var refused *refusal.Refusal
	if errors.As(err, &refused) {
		reason = string(refused.Reason)
	}
	cs.events.Note(r.Phone, models.NumberEvent{Kind: models.EventRequestRefused, Reason: reason, Channel: r.Channel})
}

// noteRefusedCode records why a code was refused, for operators. Callers are told less.
func (ck *Checker) noteRefusedCode(a Attempt, live []models.Challenge, superseded bool, err error) {
	var refused *refusal.Refusal
	if !errors.As(err, &refused) || a.Phone == "" {
		return
	}
	reason := string(refused.Reason)
	switch {
	case superseded:
		reason = models.ReasonOlderCode
	case refused.Reason == refusal.WrongCode && len(live) == 0:
		reason = models.ReasonNoLivingCode
	}
	ck.events.Note(a.Phone, models.NumberEvent{Kind: models.EventCodeRefused, Reason: reason})
}
