package handlers

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
)

// errNoBearer is the answer where a user's token is needed and none came.
var errNoBearer = &apiError{http.StatusUnauthorized, "no_authorization", "This endpoint requires a valid Bearer token"}

// authenticate tells whose access token the request bears.
func (h *Handlers) authenticate(c echo.Context) (*auth.Bearer, error) {
	token := bearer(c.Request())
	if token == "" {
		return nil, errNoBearer
	}
	return h.auth.Authenticate(c.Request().Context(), token)
}

// showUser is GET /user.
func (h *Handlers) showUser(c echo.Context) error {
	b, err := h.authenticate(c)
	if err != nil {
		return err
	}
	if want := c.Request().Header.Get("X-JWT-AUD"); want != "" && want != b.Claims.Audience {
		return invalid("Token audience doesn't match request audience")
	}
	return writeJSON(c, http.StatusOK, toUserJSON(b.User))
}

// updateRequest is the body of PUT /user (wire contract, section 6.5), as far as
// phones go.
type updateRequest struct {
	Phone       string         `json:"phone"`
	Channel     string         `json:"channel"`
	Email       string         `json:"email"`
	Password    *string        `json:"password"`
	Data        auth.Metadata  `json:"data"`
	AppMetadata *auth.Metadata `json:"app_metadata"`
}

// updateUser is PUT /user.
func (h *Handlers) updateUser(c echo.Context) error {
	b, err := h.authenticate(c)
	if err != nil {
		return err
	}
	var body updateRequest
	if err := decode(c, &body); err != nil {
		return err
	}
	change, err := body.toUpdate()
	if err != nil {
		return err
	}
	u, err := h.auth.UpdateUser(c.Request().Context(), b.User, change)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, toUserJSON(u))
}

func (r updateRequest) toUpdate() (auth.Update, error) {
	switch {
	case r.AppMetadata != nil:
		return auth.Update{}, &apiError{http.StatusForbidden, "not_admin", "Updating app_metadata requires admin privileges"}
	case r.Email != "":
		return auth.Update{}, errEmailDisabled
	case r.Password != nil:
		return auth.Update{}, &apiError{http.StatusUnprocessableEntity, "feature_disabled", "Passwords are not available"}
	}
	change := auth.Update{Channel: channel(r.Channel), Data: r.Data}
	if err := checkMetadata(r.Data); err != nil {
		return auth.Update{}, err
	}
	if r.Phone == "" {
		return change, nil
	}
	phone, err := auth.ParseWirePhone(r.Phone)
	change.Phone = phone
	return change, err
}

// logout is POST /logout.
func (h *Handlers) logout(c echo.Context) error {
	b, err := h.authenticate(c)
	if err != nil {
		return err
	}
	scope := auth.Scope(c.QueryParam("scope"))
	switch scope {
	case "":
		scope = auth.Global
	case auth.Global, auth.Local, auth.Others:
	default:
		return invalid(`Unsupported logout scope "` + printable(string(scope)) + `"`)
	}
	if _, err := h.auth.SignOut(c.Request().Context(), b.User.ID, b.Session.ID, scope); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// printable is text of the caller's, shortened for an answer.
func printable(s string) string {
	const most = 32
	clean := make([]rune, 0, most)
	for _, r := range s {
		if len(clean) == most {
			return string(clean) + "…"
		}
		if r >= ' ' && r != 0x7f {
			clean = append(clean, r)
		}
	}
	return string(clean)
}

// userJSON is a user as the wire contract has it (section 3.1); the order of
// members is the contract's.
type userJSON struct {
	ID                 string         `json:"id"`
	Aud                string         `json:"aud"`
	Role               string         `json:"role"`
	Email              string         `json:"email"`
	Phone              string         `json:"phone"`
	PhoneConfirmedAt   *time.Time     `json:"phone_confirmed_at,omitempty"`
	ConfirmationSentAt *time.Time     `json:"confirmation_sent_at,omitempty"`
	ConfirmedAt        *time.Time     `json:"confirmed_at,omitempty"`
	NewPhone           string         `json:"new_phone,omitempty"`
	PhoneChangeSentAt  *time.Time     `json:"phone_change_sent_at,omitempty"`
	LastSignInAt       *time.Time     `json:"last_sign_in_at,omitempty"`
	AppMetadata        auth.Metadata  `json:"app_metadata"`
	UserMetadata       auth.Metadata  `json:"user_metadata"`
	Identities         []identityJSON `json:"identities"`
	CreatedAt          time.Time      `json:"created_at"`
	UpdatedAt          time.Time      `json:"updated_at"`
	BannedUntil        *time.Time     `json:"banned_until,omitempty"`
	IsAnonymous        bool           `json:"is_anonymous"`
}

// identityJSON is the phone identity (wire contract, section 3.2).
type identityJSON struct {
	IdentityID   string        `json:"identity_id"`
	ID           string        `json:"id"`
	UserID       string        `json:"user_id"`
	IdentityData auth.Metadata `json:"identity_data,omitempty"`
	Provider     string        `json:"provider"`
	LastSignInAt *time.Time    `json:"last_sign_in_at"`
	CreatedAt    *time.Time    `json:"created_at"`
	UpdatedAt    *time.Time    `json:"updated_at"`
}

func toUserJSON(u *auth.User) userJSON {
	j := userJSON{
		ID: u.ID, Aud: u.Aud, Role: u.Role, Phone: string(u.Phone),
		PhoneConfirmedAt: utc(u.PhoneConfirmedAt), ConfirmationSentAt: utc(u.ConfirmationSentAt),
		ConfirmedAt: utc(u.PhoneConfirmedAt), NewPhone: string(u.PhoneChange),
		PhoneChangeSentAt: utc(u.PhoneChangeSentAt), LastSignInAt: utc(u.LastSignInAt),
		AppMetadata: object(u.AppMetadata), UserMetadata: object(u.UserMetadata), Identities: []identityJSON{},
		CreatedAt: u.CreatedAt.UTC(), UpdatedAt: u.UpdatedAt.UTC(), BannedUntil: utc(u.BannedUntil),
		IsAnonymous: u.IsAnonymous,
	}
	if u.IdentityID != "" {
		j.Identities = append(j.Identities, identityJSON{
			IdentityID: string(u.IdentityID), ID: u.ID, UserID: u.ID, IdentityData: u.IdentityData,
			Provider: "phone", LastSignInAt: utc(u.IdentityCreatedAt),
			CreatedAt: utc(u.IdentityCreatedAt), UpdatedAt: utc(u.IdentityUpdatedAt),
		})
	}
	return j
}

// utc is a time as the wire has it; drivers hand them out in the local zone.
func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	u := t.UTC()
	return &u
}

func object(m auth.Metadata) auth.Metadata {
	if m == nil {
		return auth.Metadata{}
	}
	return m
}
