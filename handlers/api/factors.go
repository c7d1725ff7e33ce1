package api

import (
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/mfa"
	"phonelogin/auth/sessions"
	"phonelogin/handlers/reply"
	"phonelogin/handlers/request"
)

// FactorHandlers serve users and their second factors (wire contract, section 6.13).
type FactorHandlers struct{ factors *mfa.Service }

// maxFactorText bounds the name of a factor and its issuer, in bytes. No QR code and
// no screen has room for more.
const maxFactorText = 128

// factorRequest is the body of POST /factors (wire contract, section 6.13).
type factorRequest struct {
	FactorType   string `json:"factor_type"`
	FriendlyName string `json:"friendly_name"`
	Phone        string `json:"phone"`
	Issuer       string `json:"issuer"`
}

// totpAnswer is what an authenticator app needs.
type totpAnswer struct {
	QRCode string `json:"qr_code"`
	Secret string `json:"secret"`
	URI    string `json:"uri"`
}

// EnrollFactor is POST /factors.
func (h *FactorHandlers) EnrollFactor(c echo.Context, b *sessions.Bearer) error {
	var body factorRequest
	if err := request.Decode(c, &body); err != nil {
		return err
	}
	wanted, err := body.toFactor()
	if err != nil {
		return err
	}
	made, err := h.factors.Enroll(c.Request().Context(), b, wanted)
	if err != nil {
		return reply.At(reply.EnrollFactor, err)
	}
	answer := struct {
		ID           string      `json:"id"`
		Type         string      `json:"type"`
		FriendlyName string      `json:"friendly_name"`
		TOTP         *totpAnswer `json:"totp,omitempty"`
		Phone        string      `json:"phone,omitempty"`
	}{ID: made.Factor.ID, Type: wanted.Type, FriendlyName: wanted.FriendlyName}
	if wanted.Type == mfa.PhoneFactor {
		answer.Phone = body.Phone
		return reply.JSON(c, http.StatusOK, answer)
	}
	image, err := qrCode(made.URI)
	if err != nil {
		return err
	}
	answer.TOTP = &totpAnswer{QRCode: image, Secret: made.Secret, URI: made.URI}
	return reply.JSON(c, http.StatusOK, answer)
}

func (r factorRequest) toFactor() (mfa.NewFactor, error) {
	n := mfa.NewFactor{Type: r.FactorType, FriendlyName: r.FriendlyName, Issuer: r.Issuer}
	switch {
	case r.FactorType == "webauthn":
		return n, reply.New(http.StatusUnprocessableEntity, "mfa_webauthn_enroll_not_enabled", "MFA enroll is disabled for WebAuthn")
	case r.FactorType != mfa.PhoneFactor && r.FactorType != mfa.TOTPFactor:
		return n, reply.Invalid("factor_type needs to be totp, phone, or webauthn")
	case len(r.FriendlyName) > maxFactorText:
		return n, reply.Invalid("friendly_name is too long (max 128 bytes)")
	case len(r.Issuer) > maxFactorText:
		return n, reply.Invalid("issuer is too long (max 128 bytes)")
	case r.FactorType == mfa.TOTPFactor:
		return n, nil
	case r.Phone == "":
		return n, reply.Invalid("Phone number required to enroll Phone factor")
	}
	var err error
	n.Phone, err = auth.ParseWirePhone(r.Phone)
	return n, err
}

// ChallengeFactor is POST /factors/{id}/challenge.
func (h *FactorHandlers) ChallengeFactor(c echo.Context, b *sessions.Bearer) error {
	id, err := idParam(c, "factor_id")
	if err != nil {
		return err
	}
	var body struct {
		Channel string `json:"channel"`
	}
	if err := request.DecodeIfAny(c, &body); err != nil { // an authenticator app needs no body
		return err
	}
	challenge, err := h.factors.Challenge(c.Request().Context(), b, mfa.Request{
		FactorID: id, Channel: request.Channel(body.Channel),
	})
	if err != nil {
		return err
	}
	return reply.JSON(c, http.StatusOK, struct {
		ID        string `json:"id"`
		Type      string `json:"type"`
		ExpiresAt int64  `json:"expires_at"`
	}{challenge.ID, challenge.FactorType, challenge.ExpiresAt.Unix()})
}

// VerifyFactor is POST /factors/{id}/verify.
func (h *FactorHandlers) VerifyFactor(c echo.Context, b *sessions.Bearer) error {
	id, err := idParam(c, "factor_id")
	if err != nil {
		return err
	}
	var body struct {
		ChallengeID string `json:"challenge_id"`
		Code        string `json:"code"`
	}
	if err := request.Decode(c, &body); err != nil {
		return err
	}
	if body.Code == "" {
		return reply.Invalid("Code needs to be non-empty")
	}
	challenge := uuid.Nil // the id of no request
	if body.ChallengeID != "" {
		if challenge, err = uuid.Parse(body.ChallengeID); err != nil {
			return request.BadJSON("challenge_id must be a UUID")
		}
	}
	grant, err := h.factors.Verify(c.Request().Context(), b, mfa.Answer{
		FactorID: id, Challenge: challenge.String(), Code: body.Code,
	})
	if err != nil {
		return reply.At(reply.VerifyFactor, err)
	}
	return replyGrant(c, grant)
}

// UnenrollFactor is DELETE /factors/{id}.
func (h *FactorHandlers) UnenrollFactor(c echo.Context, b *sessions.Bearer) error {
	id, err := idParam(c, "factor_id")
	if err != nil {
		return err
	}
	if err := h.factors.Unenroll(c.Request().Context(), b, id); err != nil {
		return reply.At(reply.UnenrollFactor, err)
	}
	return reply.JSON(c, http.StatusOK, struct {
		ID string `json:"id"`
	}{id})
}
