package delivery

import (
	"context"

	"phonelogin/models"
)

// newBudget is how many messages may be sent in a period: all purposes, replicas
// and numbers together, so that nobody can run up more than that on the
// operator's bill. It is nil where there is no limit: the inbox of development
// costs nothing, so its messages count only where somebody set the limit.
func (m *Messenger) newBudget() *models.Budget {
	if m.limit.SMSSent <= 0 || !m.countInbox && !m.ReallySends() {
		return nil
	}
	return &models.Budget{Name: "sms", Limit: m.limit.SMSSent, Period: m.limit.SMSSentPeriod}
}

// Budget is what messages are taken out of; nil where there is no limit.
func (m *Messenger) Budget() *models.Budget { return m.budget }

// chargeWithoutLimit counts a message that must be sent whatever the budget says.
func (m *Messenger) chargeWithoutLimit(ctx context.Context) error {
	if m.budget == nil {
		return nil
	}
	return m.db.ChargeWithoutLimit(ctx, *m.budget, m.now())
}
