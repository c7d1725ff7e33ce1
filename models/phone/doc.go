// Package phone finds the telephone number that people type and clients send. One
// number has one spelling, E.164 without the "+", so one phone is one account on the
// pages and in the JSON API.
//
// Clients of the JSON API send E.164 (ParseWire). People type a number as they write
// it at home, and choose a country from a list (ParseTyped). A number that begins with
// "+" names its country. Without "+", ParseTyped tries these readings in this order
// and takes the first that fits:
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
// Where two countries fit, or the text holds more than a number, nothing is guessed: the
// problem says what to write.
//
// The room imports nothing of ours, reads no database and asks nobody, so models,
// providers and every other room may import it.
package phone
