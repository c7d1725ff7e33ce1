package pages

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/otp"
	"phonelogin/auth/sessions"
)

// dataExport is the file with all that is kept of a person. Its names are for people
// and their lawyers, and differ from those of the JSON API.
type dataExport struct {
	At         time.Time         `json:"exported_at"`
	User       exportedUser      `json:"user"`
	Identities []any             `json:"identities"`
	Factors    []exportedFactor  `json:"second_factors"`
	Sessions   []exportedSession `json:"sessions"`
	Changes    []exportedChange  `json:"changes_of_number"`
	Messages   []exportedMessage `json:"messages"`
	Refusals   []exportedRefusal `json:"refusals"`
	Acts       []exportedAct     `json:"acts"`
}

type exportedUser struct {
	ID           string        `json:"id"`
	Phone        string        `json:"phone"`
	ConfirmedAt  *time.Time    `json:"phone_confirmed_at"`
	WantedPhone  auth.Phone    `json:"phone_wanted,omitempty"`
	Email        string        `json:"email,omitempty"`
	HasPassword  bool          `json:"has_password"`
	LastSignInAt *time.Time    `json:"last_sign_in_at"`
	BannedUntil  *time.Time    `json:"banned_until,omitempty"`
	Metadata     auth.Metadata `json:"user_metadata"`
	AppMetadata  auth.Metadata `json:"app_metadata"`
	CreatedAt    time.Time     `json:"created_at"`
	UpdatedAt    time.Time     `json:"updated_at"`
}

type exportedFactor struct {
	Type      string     `json:"type"`
	Name      string     `json:"name"`
	Status    string     `json:"status"`
	Phone     auth.Phone `json:"phone,omitempty"`
	CreatedAt time.Time  `json:"created_at"`
}

type exportedSession struct {
	ID          string     `json:"id"`
	App         string     `json:"app"`
	Device      string     `json:"user_agent"`
	Address     string     `json:"ip_address"`
	Country     string     `json:"country,omitempty"`
	CreatedAt   time.Time  `json:"created_at"`
	RefreshedAt *time.Time `json:"refreshed_at"`
}

type exportedChange struct {
	Old     string    `json:"old_phone"`
	New     string    `json:"new_phone"`
	Device  string    `json:"user_agent"`
	Address string    `json:"ip_address"`
	At      time.Time `json:"changed_at"`
}

type exportedMessage struct {
	To       string       `json:"to"` // the number is stored in this form alone
	Channel  auth.Channel `json:"channel"`
	Purpose  otp.Purpose  `json:"purpose"`
	Provider string       `json:"provider"`
	Country  string       `json:"country,omitempty"`
	State    string       `json:"state"`
	Reason   string       `json:"reason,omitempty"`
	At       time.Time    `json:"sent_at"`
	Entered  *time.Time   `json:"code_entered_at"`
}

type exportedRefusal struct {
	What   string    `json:"what"`
	Reason string    `json:"reason"`
	Times  int       `json:"times"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
}

type exportedAct struct {
	What    auth.Metadata `json:"what"`
	Address string        `json:"ip_address"`
	At      time.Time     `json:"at"`
}

// DownloadData sends all that is kept of who is signed in (S61). It is a
// form, so no link and no prefetch starts a download.
func (h *AccountPages) DownloadData(c echo.Context, _ *visitor, b *sessions.Bearer) error {
	data, err := h.auth.CollectPersonalData(c.Request().Context(), b.User.ID)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="my-data.json"`)
	return c.JSONPretty(http.StatusOK, newDataExport(data), "  ")
}

func newDataExport(data *auth.PersonalData) dataExport {
	u := data.User
	d := dataExport{At: data.At.UTC(), User: exportedUser{
		ID: u.ID, Phone: u.Phone.E164(), ConfirmedAt: u.PhoneConfirmedAt, WantedPhone: u.WantedPhone,
		Email: string(u.Email), HasPassword: u.Password != "", LastSignInAt: u.LastSignInAt, BannedUntil: u.BannedUntil,
		Metadata: u.UserMetadata, AppMetadata: u.AppMetadata, CreatedAt: u.CreatedAt, UpdatedAt: u.UpdatedAt,
	}, Identities: []any{}, Factors: []exportedFactor{}, Sessions: []exportedSession{}, Changes: []exportedChange{},
		Messages: []exportedMessage{}, Refusals: []exportedRefusal{}, Acts: []exportedAct{}}
	if u.IdentityID != "" {
		d.Identities = append(d.Identities, map[string]any{"provider": "phone", "id": u.IdentityID, "data": u.IdentityData})
	}
	for _, i := range u.MoreIdentities {
		d.Identities = append(d.Identities, i)
	}
	for _, f := range u.FactorRows {
		d.Factors = append(d.Factors, exportedFactor{f.FactorType, f.FriendlyName, f.Status, f.Phone, f.CreatedAt})
	}
	for _, s := range data.Sessions {
		d.Sessions = append(d.Sessions, exportedSession{s.ID, s.Face.String(), s.UserAgent, s.IP, string(s.Country), s.CreatedAt, s.RefreshedAt})
	}
	for _, c := range data.Changes {
		d.Changes = append(d.Changes, exportedChange{c.OldPhone, c.NewPhone, c.UserAgent, c.IP, c.ChangedAt})
	}
	for _, m := range data.Messages {
		d.Messages = append(d.Messages, exportedMessage{
			m.Number, m.Channel, m.Purpose, m.Provider, m.Country, m.State, m.Reason, m.CreatedAt, m.ConvertedAt,
		})
	}
	for _, e := range data.Events {
		d.Refusals = append(d.Refusals, exportedRefusal{e.Kind, e.Reason, e.Times, e.FirstAt, e.LastAt})
	}
	for _, a := range data.Acts {
		d.Acts = append(d.Acts, exportedAct{a.Payload, a.IPAddress, a.CreatedAt})
	}
	return d
}
