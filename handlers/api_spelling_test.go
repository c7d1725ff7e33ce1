package handlers_test

import (
	"testing"
	"time"
)

// Clients send what people typed behind the code of their country.
func TestAllSpellingsThatClientsSendAreOneAccount(t *testing.T) {
	for today, spellings := range map[string][]string{
		"4915112345678": {"+4915112345678", "4915112345678", "+49 151 12345678", "+49 0151 12345678", "49015112345678"},
		"525512345678":  {"+525512345678", "+52 1 55 1234 5678", "+52 044 55 1234 5678"},
		"5491123456789": {"+54 9 11 23456789", "+54 11 15 23456789", "541123456789"},
		"5511987654321": {"+5511987654321", "+55 11 87654321", "+55 0 11 987654321"},
	} {
		t.Run(today, func(t *testing.T) {
			each(t, func(a *app) {
				id := ""
				for i, sent := range spellings {
					a.json("POST", "/otp", `{"phone":"`+sent+`"}`).ok()
					var s session
					a.json("POST", "/verify", verify(spellings[len(spellings)-1-i], a.code())).ok().read(&s)
					if s.User.Phone != today || id != "" && s.User.ID != id {
						a.t.Errorf("%s: got user %s with %s", sent, s.User.ID, s.User.Phone)
					}
					id = s.User.ID
					a.advance(10 * time.Minute)
				}
			})
		})
	}
}
