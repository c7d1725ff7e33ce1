package auth

import (
	"context"

	"phonelogin/providers"
)

// ReallySends tells whether messages are handed to somebody who may send them: a
// carrier or the send_sms hook. The inbox of development has them in any case.
func (s *Service) ReallySends() bool {
	return s.hooks.SendsSMS() || s.router.Name() != providers.InboxName
}

// HasSMSHook tells whether codes go to the send_sms hook.
func (s *Service) HasSMSHook() bool { return s.hooks.SendsSMS() }

// showInDevelopment puts what the send_sms hook is given into the inbox of
// development too. A failure shows nothing and stops nothing.
func (s *Service) showInDevelopment(ctx context.Context, m providers.Message) {
	if s.inbox == nil {
		return
	}
	if err := s.inbox(ctx, m); err != nil {
		s.log.WarnContext(ctx, "message not shown in the inbox", "error", err)
	}
}
