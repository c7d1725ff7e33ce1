package api

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"phonelogin/auth"
	"phonelogin/auth/admin"
	"phonelogin/auth/audit"
	"phonelogin/handlers/reply"
)

// auditEntry is a line of the audit log (wire contract, section 6.11).
type auditEntry struct {
	ID        string        `json:"id"`
	Payload   auth.Metadata `json:"payload"`
	CreatedAt time.Time     `json:"created_at"`
	IPAddress string        `json:"ip_address"`
}

// ListAudit is GET /admin/audit.
func (h *AdminHandlers) ListAudit(c echo.Context, _ admin.Admin) error {
	p, err := readListPage(c)
	if err != nil {
		return err
	}
	text, err := readText(c, "query")
	if err != nil {
		return err
	}
	q, err := readAuditQuery(text)
	if err != nil {
		return err
	}
	q.Limit, q.Offset, q.After = p.Size+1, p.offset(), p.After // one more row tells whether there are more
	entries, total, err := h.admins.AuditEntries(c.Request().Context(), q)
	if err != nil {
		return err
	}
	entries, s := cutListPage(p, entries, func(e *audit.Entry) admin.Cursor { return admin.Cursor{CreatedAt: e.CreatedAt, ID: e.ID} }, total)
	answer := make([]auditEntry, len(entries))
	for i, e := range entries {
		answer[i] = auditEntry{ID: e.ID, Payload: e.Payload, CreatedAt: e.CreatedAt.UTC(), IPAddress: e.IPAddress}
	}
	setListHeaders(c, s)
	return reply.JSON(c, http.StatusOK, answer)
}

// readAuditQuery reads the text to look for and the member to look in.
func readAuditQuery(text string) (audit.Query, error) {
	var q audit.Query
	scope, value, found := strings.Cut(text, ":")
	switch {
	case text == "":
	case found && scope == "author":
		q.Author = value
	case found && scope == "action":
		q.Action = value
	case found && scope == "type":
		q.Type = value
	default:
		return q, reply.Invalid("Invalid query scope: only author:, action: and type: are known")
	}
	return q, nil
}
