// Package timeline shows an operator what happened to the messages and codes of one
// number, in order. It begins with the verdict: what is wrong and what to do.
//
// A timeline is made on request, from rows that exist anyway:
//
//	messages        each attempt to send, what the provider answered and reported
//	number_events   what was refused to the number, by hour, and what operators did
//	opt_outs        the channels on which the owner wrote STOP
//	challenges      how many wrong codes there were in a row
//
// The verdict is a pure function of these rows, the settings and the time. The
// first of these that applies decides:
//
//	settings        a test number, sign-in by phone off, the country not allowed
//	stopped         too many wrong codes in a row
//	no request      no code was asked for, or the owner wrote STOP
//	what came last  a request that was refused, a code that was entered, or else what
//	                became of the newest message
//
// The values of Name, Kind and Reason are stable, because operators' programs
// compare them. The sentences may change.
//
// The room writes only what Note is given. It must never show a code, a text or a
// full number. Only operators may call it: an answer shows whether a number is
// known.
package timeline
