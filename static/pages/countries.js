// What countries are called, and which of them somebody means.
import { plainDigits } from "./digits.js";

// An option is a name and a calling code, "Germany (+49)", perhaps with marks
// of direction around the code.
export const codeOf = (option) => option.text.slice(option.text.lastIndexOf("(")).replace(/[^+0-9]/g, "");
export const nameOf = (option) => option.text.slice(0, option.text.lastIndexOf("(")).trim();

// The first language of a country is known to the browser; these are others
// that many there use, and names that no language's list has.
const spoken = {
  AF: ["ps"], BE: ["fr", "de"], CA: ["fr"], CH: ["fr", "it", "rm"], CM: ["en"], CY: ["tr"], FI: ["sv"], HK: ["en"], IE: ["ga"],
  IL: ["ar"], IN: ["en", "ta", "te", "bn", "mr", "gu", "kn", "ml", "pa", "ur"], IQ: ["ku"], KE: ["en"], KZ: ["ru"], LK: ["ta"],
  LU: ["de", "lb"], MA: ["fr"], MY: ["zh", "ta"], NZ: ["mi"], PH: ["en"], PK: ["en"], SG: ["zh", "ms", "ta"], TZ: ["en"],
  UA: ["ru"], ZA: ["af", "zu", "xh"], ES: ["ca", "eu", "gl"], GB: ["cy", "gd"],
};
const alsoCalled = {
  AE: ["UAE", "Emirates"], BA: ["Bosnia"], CD: ["DRC", "Zaire"], CI: ["Ivory Coast"], CZ: ["Czech Republic"],
  GB: ["UK", "Great Britain", "England", "Scotland", "Wales"], KP: ["DPRK"], KR: ["ROK"], MK: ["Macedonia"], MM: ["Burma"],
  NL: ["Holland"], SZ: ["Swaziland"], US: ["USA", "America"], VA: ["Holy See"],
};

const fold = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[’'`]/g, "").replace(/[-.,()&\s]+/g, " ").trim();

const namers = new Map();
const nameIn = (language, iso) => {
  try {
    if (!namers.has(language)) namers.set(language, new Intl.DisplayNames([language], { type: "region", fallback: "none" }));
    return namers.get(language).of(iso) ?? "";
  } catch {
    return ""; // an older browser: the page's own names are left
  }
};
const firstLanguage = (iso) => {
  try {
    return [new Intl.Locale("und-" + iso).maximize().language];
  } catch {
    return [];
  }
};

const namesOf = (choice) => {
  const languages = ["en", ...firstLanguage(choice.iso), ...(spoken[choice.iso] ?? [])];
  const others = alsoCalled[choice.iso] ?? [];
  const names = [choice.name, ...languages.map((l) => nameIn(l, choice.iso)), ...others];
  return [...new Set(names.map(fold))].filter(Boolean);
};

// How well a country fits what is searched; the least is best, Infinity is not
// at all. Digits are a calling code, letters an ISO code or a name.
export const fit = (choice, asked) => {
  const digits = plainDigits(asked).replace(/[^0-9]/g, "").replace(/^00/, "");
  const letters = fold(asked.replace(/[\p{Nd}+]/gu, ""));
  if (!letters) return fitCode(choice, digits);
  if (choice.iso.toLowerCase() === letters) return 0;
  choice.names = choice.names ?? namesOf(choice);
  return Math.min(...choice.names.map((name) => {
    if (name === letters) return 0;
    if (name.startsWith(letters)) return 1;
    if (name.includes(" " + letters)) return 2;
    return name.includes(letters) ? 3 : Infinity;
  }));
};

const fitCode = (choice, digits) => {
  const code = choice.code.slice(1);
  if (code === digits) return main[choice.code] === choice.iso ? 0 : 1;
  if (code.startsWith(digits)) return 2;
  return digits.startsWith(code) ? 3 : Infinity;
};

// Codes that countries share belong to the largest of them, until the number
// itself tells the server more.
export const main = { "+1": "US", "+7": "RU", "+44": "GB", "+39": "IT", "+47": "NO", "+358": "FI", "+61": "AU", "+212": "MA", "+262": "RE", "+590": "GP", "+599": "CW" };
