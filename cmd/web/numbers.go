package main

import (
	"context"
	"fmt"

	"phonelogin/auth/respell"
)

// numbersCmd finds users whose numbers an earlier release or another server stored
// in an older spelling. See docs/numbers.md.
type numbersCmd struct {
	Write bool `help:"Store the current spelling, and remove the unused one of two users with one phone. Without it nothing is changed."`
}

// Run prints a line for each number, without its digits.
func (n numbersCmd) Run(ctx context.Context, s *environment) error {
	c, err := s.settings()
	if err != nil {
		return err
	}
	key, err := numberKey(c)
	if err != nil {
		return err
	}
	p, err := wire(ctx, c, newLog(c.Log, s.err))
	if err != nil {
		return err
	}
	defer func() { _ = p.db.Close() }() // the process ends
	counts := map[string]int{}
	review := respell.Review{DB: p.db, Hash: key.Hash, Now: p.clock.Now, Write: n.Write}
	err = review.Run(ctx, func(f respell.Finding) {
		counts[f.What]++
		fmt.Fprintln(s.out, findingLine(f))
	})
	if err != nil {
		return fmt.Errorf("numbers: %w", err)
	}
	verb := "would be"
	if n.Write {
		verb = "were"
	}
	fmt.Fprintf(s.err, "%d numbers %s written anew, %d users %s joined with another; %d pairs and %d unreadable numbers are left to you.\n",
		counts[respell.Rewrite], verb, counts[respell.Join], verb, counts[respell.Conflict], counts[respell.Unreadable])
	if !n.Write && counts[respell.Rewrite]+counts[respell.Join] > 0 {
		fmt.Fprintln(s.err, "Nothing was changed. With --write it is.")
	}
	return nil
}

// findingLine is the printed line of a finding, with a masked number.
func findingLine(f respell.Finding) string {
	switch f.What {
	case respell.Join:
		return fmt.Sprintf("%s\t%s\t%s\tremoves %s, who is unused", f.What, f.UserID, f.Phone.Masked(), f.Other)
	case respell.Conflict:
		return fmt.Sprintf("%s\t%s\t%s\tand %s have one phone", f.What, f.UserID, f.Phone.Masked(), f.Other)
	}
	return fmt.Sprintf("%s\t%s\t%s", f.What, f.UserID, f.Phone.Masked())
}
