package otp

import (
	"cmp"
	"context"

	"phonelogin/auth/client"
	"phonelogin/auth/delivery"
	"phonelogin/auth/texts"
	"phonelogin/models"
)

// send asks the hook about a newcomer and then sends the code.
func (cs *Codes) send(ctx context.Context, c *models.Challenge, who admission) (messageID string, err error) {
	if who == newcomer {
		if err := cs.askAboutNewcomer(ctx, c); err != nil {
			return "", err
		}
	}
	return cs.deliver(ctx, c)
}

// askAboutNewcomer asks the hook whether somebody may become a user. If not, it takes
// the request back and returns the hook's refusal.
func (cs *Codes) askAboutNewcomer(ctx context.Context, c *models.Challenge) error {
	if !cs.hooks.JudgesNewUsers() {
		return nil
	}
	u, err := cs.userToBe(c)
	if err != nil {
		return err
	}
	u.UserMetadata = c.Data // the hook sees what the app sent, without what Newcomer adds
	err = cs.hooks.BeforeUserCreated(ctx, u)
	if err == nil {
		return nil
	}
	cs.log.InfoContext(ctx, "newcomer refused by the hook", "phone", c.Phone.Masked(), "error", err)
	if back := cs.messenger.CancelSend(ctx, c, cs.IsTestNumber(c.Phone)); back != nil {
		return back
	}
	return err
}

// deliver writes the message of a challenge and sends it by its channel.
func (cs *Codes) deliver(ctx context.Context, c *models.Challenge) (messageID string, err error) {
	code := cs.codeOf(c)
	language := cmp.Or(client.From(ctx).Language, cs.texts.DefaultLanguage)
	text, err := cs.texts.Code(texts.Variant{Factor: c.Purpose == MFA, Channel: c.Channel, Language: language},
		texts.Values{Code: code, AppName: cs.appOf(c), SiteHost: cs.host}, cs.bindingOf(c))
	if err != nil {
		return "", err
	}
	return cs.messenger.SendCode(ctx, delivery.Code{
		Challenge: c, Code: code, Text: text, Language: language, Free: cs.IsTestNumber(c.Phone),
		Owner: func(ctx context.Context) (*models.User, error) { return cs.owner(ctx, c) },
	})
}

// appOf returns the name of the app that a code was asked for through. Without an app,
// or if it was removed since, that is the default app.
func (cs *Codes) appOf(c *models.Challenge) string { return cs.apps.Name(c.Face.App()) }
