// The number beside the country: one follows the other.
import { codeOf, main } from "./countries.js";
import { plainDigits } from "./digits.js";

// A pasted or filled-in number that begins with "+" chooses the country where
// the code belongs to one; what was typed stays as it is (P4, P5). A way out such
// as "00" or "0011" is left to the server, which knows those of all countries.
const countryOf = (field) => {
  const select = document.getElementById("country");
  const digits = plainDigits(field.value).replace(/[^0-9+]/g, "");
  if (!select || !/^\+[1-9]/.test(digits)) return;
  const fits = [...select.options].filter((o) => digits.startsWith(codeOf(o)));
  const longest = Math.max(0, ...fits.map((o) => codeOf(o).length));
  const best = fits.filter((o) => codeOf(o).length === longest);
  const option = best.length === 1 ? best[0] : best.find((o) => o.value === main[codeOf(o)]);
  if (!option || best.some((o) => o.selected)) return;
  option.selected = true;
  select.dispatchEvent(new Event("change", { bubbles: true }));
};

document.addEventListener("input", (event) => {
  if (event.target.id === "phone" && event.inputType !== "insertText") countryOf(event.target);
});

// The example below the number is of the chosen country. The others come with
// the first change; without them, the first example stays.
let examples = null;
const showExample = async (select) => {
  const hint = document.getElementById("phone-hint");
  if (!hint || !select.dataset.examples) return;
  try {
    examples = examples ?? await (await fetch(select.dataset.examples)).json();
  } catch {
    return;
  }
  const [national, whole] = examples[select.value] ?? [];
  if (national) hint.textContent = select.dataset.hint.replace("{national}", national).replace("{whole}", whole);
};

document.addEventListener("change", (event) => {
  if (event.target.id === "phone") countryOf(event.target);
  if (event.target.id === "country") showExample(event.target);
});
