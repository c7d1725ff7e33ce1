// Digits of all scripts.

const zeros = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xff10];

// The text with all digits as 0-9.
export const plainDigits = (text) =>
  text.replace(/\p{Nd}/gu, (d) => {
    const point = d.codePointAt(0);
    const zero = zeros.find((z) => point >= z && point <= z + 9);
    return zero === undefined ? d : String(point - zero);
  });

// The text with 0-9 as the ten digits of a language.
export const digitsOf = (text, numerals) => text.replace(/[0-9]/g, (d) => [...numerals][d]);
