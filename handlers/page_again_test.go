package handlers_test

import (
	"strings"
	"testing"
	"time"

	"phonelogin/auth/otp"
)

// codeForm is the form of a code page, filled in.
func (p *page) codeForm(code string) (at string, fields form) {
	p.t.Helper()
	fields = form{}
	at = p.form("/login/code", fields)
	fields["code"] = code
	return at, fields
}

// The answer to the right code is lost with its cookie, and the same form comes
// again: it gets the same answer, and there is one session (proves S3, G13).
func TestTheRightCodeThatComesAgainLeadsToTheAppAgain(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask("/login?"+asks().Encode(), ada)
		at, fields := p.codeForm(a.code())
		lost := b.twin()
		first := a.returned(lost.post(at, fields))
		sessions := a.rows("sessions")
		a.advance(otp.RepeatFor - time.Second)
		second := a.returned(b.post(at, fields))
		if first == second || a.rows("sessions") != sessions || sessions != 1 {
			a.t.Errorf("%d sessions, then %d; codes alike: %t", sessions, a.rows("sessions"), first == second)
		}
		a.exchange(second, verifier).ok()
		b.get("/account").shows(200, "/account", "Your account")
		// The first code may have arrived after all.
		a.exchange(first, verifier).ok()
	}, withApps)
}

// The code page itself is still there for whoever went back to it.
func TestTheCodePageIsThereAgainWhereItsAnswerWasLost(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask("/login?"+asks().Encode(), ada)
		at, fields := p.codeForm(a.code())
		b.twin().post(at, fields)
		a.returned(b.get(p.at).shows(200, "/login/code", "Enter the code").submit("/login/code", form{"code": fields["code"]}))
	}, withApps)
}

// Where the answer came, so did its cookie: a second click goes on to the app too,
// and a look at the code page offers to.
func TestASecondClickAfterTheAnswerLeadsToTheAppToo(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask("/login?"+asks().Encode(), ada)
		at, fields := p.codeForm(a.code())
		a.returned(b.post(at, fields))
		a.returned(b.post(at, fields))
		b.get(p.at).shows(200, "/login?", "Continue as +49 … 78")
		if a.rows("sessions") != 1 {
			a.t.Errorf("%d sessions, want 1", a.rows("sessions"))
		}
		b.get("/account").shows(200, "/account", "Your account")
	}, withApps)
}

// proves S3: nobody else gets in with a code that was used, and nobody for long.
func TestACodeThatWasUsedIsRightForItsOwnBrowserOnlyAndNotForLong(t *testing.T) {
	each(t, func(a *app) {
		b, other := a.browser(), a.browser()
		p := b.ask("/login?"+asks().Encode(), ada)
		a.advance(time.Minute)
		q := other.ask("/login?"+asks().Encode(), ada) // shares the code, which is good for long
		old := b.twin()
		at, fields := p.codeForm(a.code())
		a.returned(b.post(at, fields))
		q.submit("/login/code", form{"code": fields["code"]}).shows(422, "/login/code", "That code is not right.")
		a.json("POST", "/verify", verify(ada, fields["code"])).is(403, otpExpired)

		wrong := form{"code": a.wrong(), "form_token": fields["form_token"]}
		old.twin().post(at, wrong).shows(422, "/login/code", "That code is not right.")
		a.returned(old.twin().post(at, fields))
		a.advance(otp.RepeatFor)
		old.post(at, fields).shows(200, "/login?", interrupted)
		if a.rows("sessions") != 1 {
			a.t.Errorf("%d sessions, want 1", a.rows("sessions"))
		}
	}, withApps, longCodes)
}

// proves S8: a cookie from before the sign-in is no way to guess on.
func TestGuessesAfterARightCodeAreFew(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask("/login?"+asks().Encode(), ada)
		at, fields := p.codeForm(a.code())
		old := b.twin()
		a.returned(b.post(at, fields))
		for range 10 {
			old.twin().post(at, form{"code": a.wrong(), "form_token": fields["form_token"]})
		}
		old.post(at, fields).shows(422, "/login/code", "That code is not right.")
	}, withApps)
}

// A session that was ended stays ended.
func TestACodeDoesNotUndoASignOut(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask("/login", ada)
		at, fields := p.codeForm(a.code())
		old := b.twin()
		b.post(at, fields).shows(200, "/account", "").submit("/account/sign-out", form{"scope": "local"})
		old.post(at, fields).shows(422, "/login/code", "That code is not right.")
		if a.rows("sessions") != 0 {
			a.t.Errorf("%d sessions, want none", a.rows("sessions"))
		}
	})
}

// Of posts at once none is told that the code is not right, also where two
// replicas serve them (proves S3, G13).
func TestTheRightCodeSentManyTimesAtOnceLeadsToTheApp(t *testing.T) {
	each(t, func(a *app) {
		b, second := a.browser(), a.replica()
		p := b.ask("/login?"+asks().Encode(), ada)
		at, fields := p.codeForm(a.code())
		turn := make(chan *app, 5) // as many as a code has tries, which are counted before one is done
		for i := range cap(turn) {
			turn <- []*app{a, second}[i%2]
		}
		for _, got := range atOnce(cap(turn), func() answer {
			twin := b.twin()
			twin.app = <-turn
			return twin.send("POST", at, fields.encode())
		}) {
			if to := got.header.Get("Location"); got.status != 303 || !strings.HasPrefix(to, shop+"?") {
				a.t.Errorf("got %d to %q", got.status, to)
			}
		}
		if got := a.people(); got != [2]int{1, 1} {
			a.t.Errorf("users and sessions %v, want one each", got)
		}
	}, withApps)
}

func TestTheRightCodeInAFrameThatComesAgainGetsTheSameAnswer(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask(inFrame(), ada)
		at, fields := p.codeForm(a.code())
		a.returned(b.twin().post(at, fields))
		code := a.returned(b.post(at, fields))
		if a.rows("sessions") != 0 {
			a.t.Errorf("%d sessions, want none: a frame stands for nobody", a.rows("sessions"))
		}
		a.exchange(code, verifier).ok()
	}, framedBy)
}

func TestTheRightCodeInAFrameOpensNothingAgainAfterABan(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.ask(inFrame(), ada)
		at, fields := p.codeForm(a.code())
		again := b.twin()
		var s session
		a.exchange(a.returned(b.post(at, fields)), verifier).ok().read(&s)
		a.ban(s.User.ID, "1h")
		again.post(at, fields).shows(422, "/login/code", "This account is closed.")
	}, framedBy)
}

// A proof, a change of number, its link, a sign-out and a deletion whose answer was
// lost: sent again, each tells the same (proves G13).
func TestEachActOfTheAccountThatComesAgainTellsTheSame(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		b.signIn(ada)
		a.advance(time.Minute)
		twice := func(p *page, action string, filled form, at, text string) *page {
			a.t.Helper()
			old := p.browser.twin()
			p.submit(action, filled).shows(200, at, text)
			again := *p
			again.browser = old
			*b = *old // from now on, this is the browser: the first answer is lost
			return again.submit(action, filled).shows(200, at, text)
		}
		p := twice(b.get("/account/phone"), "/account/phone", nil, "/login/code", "+49 … 78")
		p = twice(p, "/login/code", form{"code": a.code()}, "/account/phone/new", "Your new number")
		p = twice(p, "/account/phone/new", form{"phone": grace, "country": "DE"}, "/login/code", "+49")
		if n := len(a.sent(grace)); n != 1 {
			a.t.Errorf("%d messages to the new number, want 1", n)
		}
		twice(p, "/login/code", form{"code": a.code()}, "/account/phone/done", "2345679")
		if got := a.people(); got != [2]int{1, 1} {
			a.t.Errorf("users and sessions %v, want one each", got)
		}
		twice(b.get(a.revertLink()), "/account/revert/", nil, "/account/revert/", "has its old number")

		a.advance(time.Minute)
		b.signIn(ada)
		twice(b.get("/account"), "/account/sign-out", form{"scope": "local"}, "/signed-out", "You are signed out")
		a.advance(time.Minute)
		b.signIn(ada)
		a.advance(time.Minute)
		p = twice(b.get("/account/delete"), "/account/delete/proof", nil, "/login/code", "+49 … 78")
		p = twice(p, "/login/code", form{"code": a.code()}, "/account/delete", "last 4 digits")
		twice(p, "/account/delete", form{"digits": "5678"}, "/deleted", "Your account is deleted")
	})
}

// revertLink is that of the newest notice.
func (a *app) revertLink() string {
	a.t.Helper()
	a.settle()
	for _, m := range a.inbox.Messages() {
		if _, link, found := strings.Cut(m.Text, "/account/revert/"); found && m.Code == "" {
			return "/account/revert/" + strings.Fields(link)[0]
		}
	}
	a.t.Fatal("no notice was sent")
	return ""
}

// proves G13: the form with the number, sent as often as one likes, sends one
// message, and each answer leads to its code page.
func TestTheNumberSentManyTimesAtOnceLeadsToTheCodePage(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		fields := form{}
		at := b.get("/login?"+asks().Encode()).form("/login", fields)
		fields["phone"], fields["country"] = ada, "DE"
		pages := map[string]bool{}
		for _, got := range atOnce(6, func() answer { return b.twin().send("POST", at, fields.encode()) }) {
			if got.status != 303 {
				a.t.Errorf("got %d", got.status)
			}
			pages[got.header.Get("Location")] = true
		}
		if len(pages) != 1 || len(a.sent(ada)) != 1 {
			a.t.Fatalf("%d pages and %d messages, want one each", len(pages), len(a.sent(ada)))
		}
		for at := range pages {
			a.returned(b.get(at).shows(200, "/login/code", "").submit("/login/code", form{"code": a.code()}))
		}
	}, withApps)
}

// The code page is where someone wants to be who sends their number again, and it
// says how long the next message takes.
func TestTheNumberSentAgainLaterLeadsToItsCodePage(t *testing.T) {
	each(t, func(a *app) {
		b := a.browser()
		p := b.get("/login?" + asks().Encode())
		ask := form{"phone": ada, "country": "DE"}
		p.submit("/login", ask).shows(200, "/login/code", "")
		a.advance(40 * time.Second)
		p = p.submit("/login", ask).shows(200, "/login/code", "A code was just sent. You can ask for another in 20 seconds.")
		a.returned(p.submit("/login/code", form{"code": a.code()}))
	}, withApps)
}

// proves G13
func TestTheCodeAskedForAgainTwiceIsSentOnce(t *testing.T) {
	each(t, func(a *app) {
		p := a.browser().ask("/login", ada)
		a.advance(time.Second) // the message that is on its way was not asked for here
		p.submit("/login/codes", nil).shows(429, "/login/codes", "You can ask for another in 59 seconds.")
		a.advance(time.Minute)
		for _, got := range atOnce(4, func() answer {
			fields := form{}
			at := p.form("/login/codes", fields)
			return p.browser.twin().send("POST", at, fields.encode())
		}) {
			if got.status != 303 {
				a.t.Errorf("got %d", got.status)
			}
		}
		p.submit("/login/codes", nil).shows(200, "/login/code", "We texted the code again.")
		if n := len(a.sent(ada)); n != 2 {
			a.t.Errorf("%d messages, want 2", n)
		}
		a.advance(10 * time.Second) // impatience
		p.submit("/login/codes", nil).shows(429, "/login/codes", "You can ask for another in")
	}, longCodes)
}
