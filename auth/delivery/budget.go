package delivery

import (
	"context"

	"phonelogin/models"
)

// newBudget limits the messages of a period, for all purposes, replicas and numbers
// together. So nobody can make the operator pay for more. It is nil without a
// limit. The inbox of development costs nothing, so its messages count only when
// somebody set the limit.
func (m *Messenger) newBudget() *models.Budget {
	if m.limit.SMSSent <= 0 || !m.countInbox && !m.ReallySends() {
		return nil
	}
	return &models.Budget{Name: "sms", Limit: m.limit.SMSSent, Period: m.limit.SMSSentPeriod}
}

// Budget is the budget of messages; nil for no limit.
func (m *Messenger) Budget() *models.Budget { return m.budget }

// chargeWithoutLimit counts a message that is sent even when the budget is used up.
func (m *Messenger) chargeWithoutLimit(ctx context.Context) error {
	if m.budget == nil {
		return nil
	}
	return m.db.ChargeWithoutLimit(ctx, *m.budget, m.now())
}
