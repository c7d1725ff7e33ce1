package delivery

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"phonelogin/auth/client"
	"phonelogin/auth/refusal"
	"phonelogin/models"
	"phonelogin/models/phone"
	"phonelogin/providers"
)

// CallbackPath is the path of delivery reports, followed by the provider's name.
const CallbackPath = "/callbacks/"

// HandleReport reads and stores a carrier's report, and stores opt-outs. Reports
// may come twice and in any order. Refuses with UnknownProvider or ForgedReport. A
// report of an unknown message is no error.
func (m *Messenger) HandleReport(ctx context.Context, provider string, c providers.Callback) error {
	read := m.reporters[provider]
	if read == nil {
		return refusal.New(refusal.UnknownProvider)
	}
	report, err := read(c)
	if errors.Is(err, providers.ErrForged) {
		m.log.WarnContext(ctx, "forged report refused", "provider", provider, "ip", client.From(ctx).IP)
		return refusal.New(refusal.ForgedReport)
	}
	if err != nil {
		return fmt.Errorf("read report of %s: %w", provider, err)
	}
	if report.Resumed != "" {
		return m.liftOptOut(ctx, report.Resumed, phone.SMS)
	}
	r := reportRow(provider, report, m.now())
	err = m.noteReport(ctx, r)
	if !errors.Is(err, models.ErrNotFound) {
		return err
	}
	return m.keepEarlyReport(ctx, r)
}

// reportRow converts a report. A missing time means now, and any state but a final
// one means sent.
func reportRow(provider string, report providers.Report, now time.Time) models.MessageReport {
	r := models.MessageReport{
		Provider: provider, ProviderID: report.ID, State: models.MessageSent, At: report.At.UTC(),
		Segments: report.Segments, Price: decimal(report.Price), Currency: models.Text(report.Currency),
	}
	if report.State == providers.Delivered || report.State == providers.Undelivered {
		r.State = string(report.State)
	}
	if report.At.IsZero() {
		r.At = now
	}
	if report.Err != nil {
		r.Reason, r.Code, r.Detail = string(providers.ReasonOf(report.Err)), report.Err.Code, report.Err.Detail
	}
	return r
}

// decimal is a price that can be summed up, "" for anything else. Some carriers
// report charges as negative numbers.
func decimal(price string) models.Text {
	if !isDecimal.MatchString(price) {
		return ""
	}
	return models.Text(strings.TrimPrefix(price, "-"))
}

var isDecimal = regexp.MustCompile(`^-?[0-9]{1,12}(\.[0-9]{1,12})?$`)

// noteReport stores a report of a known message. The error is models.ErrNotFound
// for an unknown one.
func (m *Messenger) noteReport(ctx context.Context, r models.MessageReport) error {
	row, err := m.db.ReportMessage(ctx, r)
	if err != nil {
		return fmt.Errorf("note report: %w", err)
	}
	m.log.InfoContext(ctx, "message reported", "message", row.ID, "phone", row.Number, "provider", r.Provider,
		"state", r.State, "reason", r.Reason, "code", r.Code, "meaning", providers.CodeMeaning(r.Provider, r.Code, true))
	if providers.Reason(r.Reason).Kind() == providers.OptedOut && row.NumberHash != "" {
		m.noteOptOut(ctx, row.NumberHash, row.Channel, r.Provider, r.At)
	}
	return nil
}

// keepEarlyReport stores a report that may have overtaken the carrier's answer to
// the send. Then it looks for the message once more, because the answer may have
// been stored in between.
func (m *Messenger) keepEarlyReport(ctx context.Context, r models.MessageReport) error {
	if err := m.db.KeepEarlyReport(ctx, r, m.now()); err != nil {
		return fmt.Errorf("keep early report: %w", err)
	}
	err := m.noteReport(ctx, r)
	if errors.Is(err, models.ErrNotFound) {
		m.log.DebugContext(ctx, "report of a message that is not known yet", "provider", r.Provider)
		return nil
	}
	return err
}
