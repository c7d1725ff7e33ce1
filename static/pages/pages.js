// What the pages do with scripts on. Everything here makes easier what also works
// without: forms are real forms, the server keeps the time and the rules.
//
// Pages follow each other in one document (hx-boost), so this module looks at each
// of them and loads what it needs.
import { free } from "./forms.js";

// Modules by what a page has on it that needs them. Each opens what it finds there.
const needs = {
  "#country": () => import("./country.js"),
  "[data-code-page]": () => import("./code.js"),
  "[data-message]": () => import("./answer.js"),
  "[data-moments]": () => import("./times.js"),
};

// A module that does not come leaves the page as it is without scripts.
const load = (selector) => needs[selector]().catch(() => null);

// What comes together with its text is not read aloud: put it in once more (G8).
const sayAgain = () => {
  const status = document.getElementById("status");
  if (!status?.textContent) return;
  setTimeout(() => status.replaceChildren(status.textContent), 200);
};

// The field at fault, or else what is wrong. The code's field is seen to by code.js.
const focusProblem = () => {
  const field = document.querySelector("[aria-invalid]:not(.code)");
  const problem = document.getElementById("problem");
  if (field) field.focus();
  else if (problem && !document.getElementById("code")) problem.focus();
};

// As after a page load, reading begins at the top of what is new.
const focusNew = () => {
  if (document.activeElement && document.activeElement !== document.body) return;
  const heading = document.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
};

// old means that the browser may have put back what stood in the fields before.
const open = (old) => {
  sayAgain();
  for (const selector of Object.keys(needs)) {
    if (document.querySelector(selector)) load(selector).then((module) => module?.open(old));
  }
  focusProblem();
};

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.closest?.("#inbox, #delivery")) return;
  free();
  open(false);
  focusNew();
});
// The answer to a form is often the page for the code, or that which leads back to
// the app: their modules come meanwhile. Not without a network: some browsers never
// ask again for a module that they did not get.
document.addEventListener("submit", () => {
  if (!navigator.onLine) return;
  load("[data-code-page]");
  load("[data-message]");
});
window.addEventListener("pageshow", (event) => {
  free();
  if (event.persisted) open(true);
});
open(performance.getEntriesByType("navigation")[0]?.type !== "navigate");
