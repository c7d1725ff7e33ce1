// Package respell finds users whose number is stored in an older spelling, and
// stores the current one where that is safe. `web numbers` calls it.
//
// Earlier releases and other servers stored numbers as clients sent them. A sign-in
// updates the number of its user (auth/users/spelling.go). This room goes through
// all numbers. The results for a number in an older spelling:
//
//	rewrite     no other user has the number: the new spelling is stored
//	join        a second user has it, and one of the two is unused: the unused one is
//	            removed like any user (models.DB.Remove), the other keeps the number
//	conflict    both users were used: nothing is changed, the operator decides
//	unreadable  it is not a number: nothing is changed
//
// The room must never remove a used user, nor change a row that a sign-in changed
// meanwhile: such a number becomes a conflict.
package respell
