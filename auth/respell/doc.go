// Package respell finds users whose number is stored in a spelling that is not
// today's, and writes it anew where that is safe. `web numbers` calls it.
//
// Earlier releases and other servers stored numbers as clients sent them. A sign-in
// finds such a user and respells the one number (auth/users/spelling.go). This room walks
// through all of them. Each number that is not as it should be has one of these ends:
//
//	rewrite     nobody else has the number: it is written anew
//	join        a second user has it, and one of the two is unused: the unused one is
//	            removed as any user is (models.DB.Remove), the other has the number
//	conflict    both users were used: nothing is changed, the operator decides
//	unreadable  it is no number: nothing is changed
//
// The room must never remove a user who was used, and never change a row that a
// sign-in changed meanwhile: such a number becomes a conflict.
package respell
