package auth

import (
	"context"

	"phonelogin/config"
	"phonelogin/models"
)

// smsBudget is how many messages may be sent in a period: all purposes, replicas
// and numbers together, so that nobody can run up more than that on the
// operator's bill. It is nil where there is no limit: the inbox of development
// costs nothing, so its messages count only where somebody set the limit.
func (s *Service) smsBudget(c *config.Config) *models.Budget {
	limit, costly := c.Auth.RateLimit, c.Mode == config.Production || s.ReallySends()
	if limit.SMSSent <= 0 || !costly && !c.Given("auth.rate_limit.sms_sent") {
		return nil
	}
	return &models.Budget{Name: "sms", Limit: limit.SMSSent, Period: limit.SMSSentPeriod}
}

// cost is what a request takes out of the budget. Test numbers cost nothing, and
// neither do numbers that nobody may sign in with; but these are refused as any
// other when nothing is left, or the refusal would tell who is known.
func (s *Service) cost(w welcome, test bool) (b *models.Budget, messages int) {
	switch {
	case test:
		return nil, 0
	case w == nobodyThere:
		return s.budget, 0
	}
	return s.budget, 1
}

// overspend counts a message that must be sent whatever the budget says.
func (s *Service) overspend(ctx context.Context) error {
	if s.budget == nil {
		return nil
	}
	return s.db.Overspend(ctx, *s.budget, s.now())
}
