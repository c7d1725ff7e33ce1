// Forms on their way: one effect for one act, and nothing lost without an answer.

// A form that is under way is not sent again: neither by a second click nor by
// Enter (G13). Coming back to the page frees it (G12).
const busy = new Set();

export const isBusy = (form) => busy.has(form);

export const free = () => {
  for (const form of busy) form.removeAttribute("aria-busy");
  busy.clear();
};

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (busy.has(form) || event.submitter?.getAttribute("aria-disabled") === "true") {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    busy.add(form);
    form.setAttribute("aria-busy", "true");
  },
  true,
);
document.addEventListener("htmx:responseError", free);

// Without an answer the page stays as it is, says so, and can be sent again.
const sayOffline = (is) => {
  const offline = document.getElementById("offline");
  if (offline) offline.textContent = is ? offline.dataset.said : "";
};

const unanswered = (event) => {
  if (event.target.closest?.("#inbox")) return;
  free();
  sayOffline(true);
  delete document.getElementById("code")?.dataset.sent; // the same code may be sent again
};

// An error in somebody else's words, of a server in between, is no answer: it
// would take the place of what was typed. The parts that renew themselves stay as
// they are.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  if (xhr.status < 400) return;
  const part = target.closest("#delivery, #inbox");
  if (!part && xhr.responseText.includes('<main id="main"')) return;
  event.detail.shouldSwap = false;
  if (!part) unanswered(event);
});
document.addEventListener("htmx:sendError", unanswered);
document.addEventListener("htmx:timeout", unanswered);
document.addEventListener("htmx:beforeSend", () => sayOffline(false));
