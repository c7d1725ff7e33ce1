// Numbers of people who are met for the first time. German mobile numbers that
// nobody has: 0151 2345 and four digits.

let met = 0

/** A number that no test of this process has used, in E.164. */
export function freshNumber() {
  met++
  return `+4915123${String(450000 + met).slice(-6)}`
}

/** The number as the JSON API spells it: without the plus sign. */
export const bare = (number) => number.slice(1)
