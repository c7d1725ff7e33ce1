package models

import (
	"context"
	"time"

	"phonelogin/models/phone"
)

// MessageQuery selects messages to count. "" matches any.
type MessageQuery struct {
	Since    time.Time
	Provider string
	Country  string
}

// MessageCount counts the messages of one provider, channel, country and currency.
type MessageCount struct {
	Provider    string
	Channel     phone.Channel
	Country     string
	Currency    string // "" for messages without a price
	Sent        int    // accepted by the provider, or perhaps accepted
	Delivered   int
	Undelivered int
	Failed      int
	Converted   int     // with a code that was entered
	Price       float64 // the sum, in Currency
}

// CountMessages counts messages by provider, channel, country and currency.
func (db *DB) CountMessages(ctx context.Context, q MessageQuery) ([]MessageCount, error) {
	var all []MessageCount
	return all, db.many(ctx, &all, `
		SELECT provider, channel, country, coalesce(currency, '') AS currency,
			count(CASE WHEN state <> 'failed' THEN 1 END) AS sent,
			count(CASE WHEN state = 'delivered' THEN 1 END) AS delivered,
			count(CASE WHEN state = 'undelivered' THEN 1 END) AS undelivered,
			count(CASE WHEN state = 'failed' THEN 1 END) AS failed,
			count(converted_at) AS converted,
			coalesce(sum(CAST(price AS double precision)), 0) AS price
		FROM auth.messages
		WHERE created_at >= ? AND (? = '' OR provider = ?) AND (? = '' OR country = ?)
		GROUP BY provider, channel, country, coalesce(currency, '')
		ORDER BY provider, channel, country, currency`,
		q.Since, q.Provider, q.Provider, q.Country, q.Country)
}

// FailureCount counts the messages of one provider, channel and country that failed
// for one reason.
type FailureCount struct {
	Provider string
	Channel  phone.Channel
	Country  string
	State    string // MessageFailed, MessageUndelivered or MessageUnsure
	Reason   string
	Code     string // the provider's error code
	Detail   string // the provider's status and code
	Messages int
}

// CountFailures counts failed messages by reason, the most frequent first.
func (db *DB) CountFailures(ctx context.Context, q MessageQuery) ([]FailureCount, error) {
	var all []FailureCount
	return all, db.many(ctx, &all, `
		SELECT provider, channel, country, state, reason, code, min(detail) AS detail, count(*) AS messages
		FROM auth.messages
		WHERE created_at >= ? AND (? = '' OR provider = ?) AND (? = '' OR country = ?)
			AND state IN ('failed', 'undelivered', 'unsure')
		GROUP BY provider, channel, country, state, reason, code
		ORDER BY messages DESC, provider, channel, country, state, reason, code`,
		q.Since, q.Provider, q.Provider, q.Country, q.Country)
}
