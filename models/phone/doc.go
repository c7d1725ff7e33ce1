// Package phone says which telephone number is meant by what people type and
// what clients send. One number has one spelling here, E.164 without the "+",
// so that one phone is one account, through every door.
//
// Clients of the JSON API send E.164 (ParseWire). People type what they are
// used to, beside a list in which a country is chosen (ParseTyped). A number
// that begins with "+" says its country itself. Without "+", the readings are
// tried in this order, and the first that fits is meant:
//
//  1. a mobile number of the chosen country as people there write it, with or
//     without its trunk prefix, or as they wrote it before the plan changed
//  2. the same behind the country's own code, without "+" or after a way out
//  3. another number of the chosen country, such as a landline
//  4. a number of another country behind the chosen country's way out ("0011" in
//     Australia); the numbering plan knows it. "00" is read so in all countries
//     where the plan finds nothing, because people abroad are used to it
//  5. a number that the plan of the chosen country does not know but that is as
//     long as its mobile numbers: plans grow faster than their tables
//  6. a mobile number of another country behind its code, when the digits are too
//     many or too few for the chosen country
//
// Where two countries fit, or something was typed that is not part of a number,
// nothing is guessed: the refusal says what to write.
package phone
