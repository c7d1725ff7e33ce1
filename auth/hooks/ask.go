package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"phonelogin/auth/client"
	"phonelogin/auth/refusal"
	"phonelogin/auth/secrets"
	"phonelogin/models"
	"phonelogin/providers/webhook"
)

// metadata is the beginning of every question.
type metadata struct {
	UUID      string    `json:"uuid"`
	Time      time.Time `json:"time"`
	Name      string    `json:"name"`
	IPAddress string    `json:"ip_address"`
}

// ask sends a question, adds its metadata, and reads the answer. Call it outside
// transactions: a server that hangs must lock no row (S27). Refuses with
// HookRefused, HookTimedOut, HookUnreachable, HookContentType, HookBusy,
// HookTooLarge or HookFailed. These are Unsure unless the hook certainly did
// nothing: it was not reached, or it refused in its own words.
func (h *Hooks) ask(ctx context.Context, one *hook, question map[string]any, answer any) error {
	id, err := secrets.NewID(h.random)
	if err != nil {
		return err
	}
	question["metadata"] = metadata{UUID: id, Time: h.now(), Name: one.name, IPAddress: client.From(ctx).IP}
	text, err := json.Marshal(question)
	if err != nil {
		return fmt.Errorf("write question: %w", err)
	}
	reply, err := h.answerOf(ctx, one, id, text)
	if err != nil {
		return err
	}
	if len(reply) == 0 {
		return nil
	}
	refused, err := refusalIn(one, reply, 0)
	if err != nil {
		return badAnswer(one, refusal.NoObject)
	}
	if refused != nil {
		return refused
	}
	if err := json.Unmarshal(reply, answer); err != nil {
		return badAnswer(one, refusal.WrongTypes)
	}
	return nil
}

func (h *Hooks) answerOf(ctx context.Context, one *hook, id string, question []byte) ([]byte, error) {
	if one.endpoint == nil {
		reply, err := h.db.Call(ctx, one.function, question)
		switch {
		case errors.Is(err, models.ErrFunction):
			h.log.ErrorContext(ctx, "hook failed", "hook", one.name, "function", one.function.Name)
			return nil, badAnswer(one, refusal.FunctionFailed)
		case err != nil:
			return nil, fmt.Errorf("call function: %w", err)
		}
		return reply, nil
	}
	reply, err := one.endpoint.Ask(ctx, id, question)
	var unheard *webhook.Error
	if !errors.As(err, &unheard) {
		return reply, err
	}
	h.log.WarnContext(ctx, "hook not answered", "hook", one.name, "error", unheard)
	return nil, unanswered(one, unheard)
}
