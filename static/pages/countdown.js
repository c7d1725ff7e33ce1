// The clocks of the code page: when another code may be asked for, and how long the
// code is good. Both run on the server's clock, so that neither a wrong clock here
// nor a sleeping phone matters (C9).
import { digitsOf } from "./digits.js";

let page = null; // the code page that is shown, with its clock

const say = (text) => {
  document.getElementById("said").textContent = text;
};

const put = (wording, seconds) => {
  const s = Math.max(0, Math.ceil(seconds));
  const wait = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
  return wording.replace("{wait}", digitsOf(wait, page.numerals));
};

const tick = () => {
  if (!page?.root.isConnected) return;
  const now = Date.now() + page.ahead;
  tickResend((page.resendAt - now) / 1000);
  tickExpiry((page.expiresAt - now) / 1000);
};

const tickResend = (left) => {
  const buttons = document.querySelectorAll("#resend-form button");
  if (buttons.length === 0) return;
  document.getElementById("countdown").textContent = left > 0 ? put(page.said.in, left) : "";
  if (left > 0) {
    for (const button of buttons) button.setAttribute("aria-disabled", "true");
    page.waited = true;
  } else if (buttons[0].hasAttribute("aria-disabled")) {
    for (const button of buttons) button.removeAttribute("aria-disabled");
    if (page.waited) say(page.said.saidReady);
  }
};

const tickExpiry = (left) => {
  const expiry = document.getElementById("expiry");
  if (!expiry) return;
  expiry.textContent = left > 0 ? put(page.said.valid, left) : page.said.saidExpired;
  if (left <= 0 && page.warned < 2) {
    page.warned = 2;
    say(page.said.saidExpired);
  } else if (left <= 60 && left > 0 && page.warned < 1) {
    page.warned = 1;
    // A code that lives for a minute is not worth the warning as it begins.
    if (page.expiresAt - page.begun > 61000) say(page.said.saidSoon);
  }
};

// When the page of that time was first shown here. Browsers may keep storage
// from us; then it is now.
const firstShown = (now) => {
  try {
    const first = Number(sessionStorage.getItem("shown " + now)) || Date.now();
    sessionStorage.setItem("shown " + now, String(first));
    return first;
  } catch {
    return Date.now();
  }
};

// Counts on the page that is shown. Its root brings the times, in milliseconds of the
// server's clock, and the words.
export const count = (root) => {
  const said = root.dataset;
  page = {
    root,
    said,
    numerals: said.numerals,
    begun: Number(said.now),
    expiresAt: Number(said.expiresAt),
    resendAt: Number(said.resendAt),
    ahead: Number(said.now) - firstShown(said.now), // a page out of the history is older than its clock says
    warned: 0,
    waited: false,
  };
  tick();
};

setInterval(tick, 500);
document.addEventListener("visibilitychange", tick);
