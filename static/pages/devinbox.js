// The development inbox, and what it does to the other pages of the browser. Loaded
// in development mode only.

const channel = new BroadcastChannel("phonelogin inbox");

const digits = (text) => text.replace(/[^0-9]/g, "");

// A code that is copied is also entered on the code pages that wait for it, as
// the browser of a phone would do with a message (WebOTP).
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  channel.postMessage({ code: button.dataset.copy, to: digits(button.dataset.to) });
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    return; // the browser does not let us: the code can still be read
  }
  button.textContent = document.getElementById("inbox").dataset.copied;
});

// Whether this page waits for a code to the number: it may show its end alone.
const waitsFor = (to) => {
  const shown = document.querySelector("[data-code-page]")?.textContent ?? "";
  const masked = /\u2026\s?(\d\d)/u.exec(shown);
  return masked ? to.endsWith(masked[1]) : digits(shown).includes(to);
};

channel.addEventListener("message", ({ data }) => {
  const field = document.getElementById("code");
  if (!field || !waitsFor(data.to)) return;
  field.value = data.code;
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText" }));
});

// A list that is as before stays: a new one would take the focus and the
// selection away every second.
let list = "";
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id !== "inbox") return;
  if (event.detail.serverResponse === list) event.detail.shouldSwap = false;
  list = event.detail.serverResponse;
});
