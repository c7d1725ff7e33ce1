package handlers

import (
	"net/http"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"phonelogin/auth"
)

// maxFactorText bounds the name of a factor and its issuer, in bytes: more fits
// into no QR code and on no screen.
const maxFactorText = 128

// factorRequest is the body of POST /factors (wire contract, section 6.13).
type factorRequest struct {
	FactorType   string `json:"factor_type"`
	FriendlyName string `json:"friendly_name"`
	Phone        string `json:"phone"`
	Issuer       string `json:"issuer"`
}

// totpAnswer is what an authenticator app is fed with.
type totpAnswer struct {
	QRCode string `json:"qr_code"`
	Secret string `json:"secret"`
	URI    string `json:"uri"`
}

// enrollFactor is POST /factors.
func (h *Handlers) enrollFactor(c echo.Context) error {
	b, err := h.authenticate(c)
	if err != nil {
		return err
	}
	var body factorRequest
	if err := decode(c, &body); err != nil {
		return err
	}
	wanted, err := body.toFactor()
	if err != nil {
		return err
	}
	made, err := h.auth.Enroll(c.Request().Context(), b, wanted)
	if err != nil {
		return err
	}
	answer := struct {
		ID           string      `json:"id"`
		Type         string      `json:"type"`
		FriendlyName string      `json:"friendly_name"`
		TOTP         *totpAnswer `json:"totp,omitempty"`
		Phone        string      `json:"phone,omitempty"`
	}{ID: made.Factor.ID, Type: wanted.Type, FriendlyName: wanted.FriendlyName}
	if wanted.Type == auth.PhoneFactor {
		answer.Phone = body.Phone
		return writeJSON(c, http.StatusOK, answer)
	}
	image, err := qrCode(made.URI)
	if err != nil {
		return err
	}
	answer.TOTP = &totpAnswer{QRCode: image, Secret: made.Secret, URI: made.URI}
	return writeJSON(c, http.StatusOK, answer)
}

func (r factorRequest) toFactor() (auth.NewFactor, error) {
	n := auth.NewFactor{Type: r.FactorType, FriendlyName: r.FriendlyName, Issuer: r.Issuer}
	switch {
	case r.FactorType == "webauthn":
		return n, &apiError{http.StatusUnprocessableEntity, "mfa_webauthn_enroll_not_enabled", "MFA enroll is disabled for WebAuthn"}
	case r.FactorType != auth.PhoneFactor && r.FactorType != auth.TOTPFactor:
		return n, invalid("factor_type needs to be totp, phone, or webauthn")
	case len(r.FriendlyName) > maxFactorText:
		return n, invalid("friendly_name is too long (max 128 bytes)")
	case len(r.Issuer) > maxFactorText:
		return n, invalid("issuer is too long (max 128 bytes)")
	case r.FactorType == auth.TOTPFactor:
		return n, nil
	case r.Phone == "":
		return n, invalid("Phone number required to enroll Phone factor")
	}
	var err error
	n.Phone, err = auth.ParseWirePhone(r.Phone)
	return n, err
}

// challengeFactor is POST /factors/{id}/challenge.
func (h *Handlers) challengeFactor(c echo.Context) error {
	b, id, err := h.authenticateFactor(c)
	if err != nil {
		return err
	}
	var body struct {
		Channel string `json:"channel"`
	}
	if c.Request().ContentLength != 0 { // an app has nothing to say here
		if err := decode(c, &body); err != nil {
			return err
		}
	}
	asked, err := h.auth.Challenge(c.Request().Context(), b, auth.FactorRequest{
		FactorID: id, Channel: channel(body.Channel),
	})
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, struct {
		ID        string `json:"id"`
		Type      string `json:"type"`
		ExpiresAt int64  `json:"expires_at"`
	}{asked.ID, asked.FactorType, asked.ExpiresAt.Unix()})
}

// verifyFactor is POST /factors/{id}/verify.
func (h *Handlers) verifyFactor(c echo.Context) error {
	b, id, err := h.authenticateFactor(c)
	if err != nil {
		return err
	}
	var body struct {
		ChallengeID string `json:"challenge_id"`
		Code        string `json:"code"`
	}
	if err := decode(c, &body); err != nil {
		return err
	}
	if body.Code == "" {
		return invalid("Code needs to be non-empty")
	}
	challenge := uuid.Nil // of no factor
	if body.ChallengeID != "" {
		if challenge, err = uuid.Parse(body.ChallengeID); err != nil {
			return badJSON("challenge_id must be a UUID")
		}
	}
	grant, err := h.auth.VerifyFactor(c.Request().Context(), b, auth.FactorAnswer{
		FactorID: id, Challenge: challenge.String(), Code: body.Code,
	})
	if err != nil {
		return err
	}
	return sayGrant(c, grant)
}

// unenrollFactor is DELETE /factors/{id}.
func (h *Handlers) unenrollFactor(c echo.Context) error {
	b, id, err := h.authenticateFactor(c)
	if err != nil {
		return err
	}
	if err := h.auth.Unenroll(c.Request().Context(), b, id); err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, struct {
		ID string `json:"id"`
	}{id})
}

// authenticateFactor tells whose access token the request bears and the id of the
// factor that its path names.
func (h *Handlers) authenticateFactor(c echo.Context) (*auth.Bearer, string, error) {
	b, err := h.authenticate(c)
	if err != nil {
		return nil, "", err
	}
	id, err := uuid.Parse(c.Param("factor_id"))
	if err != nil {
		return nil, "", &apiError{http.StatusNotFound, "validation_failed", "factor_id must be an UUID"}
	}
	return b, id.String(), nil
}
