// What the pages do with scripts on. Everything here makes easier what also works
// without: forms are real forms, the server keeps the time and the rules.
(() => {
  "use strict";

  // --- Codes in texts -------------------------------------------------------

  // The code in a text: a run of exactly as many digits as a code has, perhaps
  // in two halves, or else all digits.
  const codeIn = (text, digits) => {
    const all = plainDigits(text); // of country.js
    const runs = all.split(/[^0-9]+/).filter((run) => run.length === digits);
    if (runs.length > 0) return runs[0];
    const half = digits / 2;
    const pair = new RegExp(`(?:^|[^0-9])([0-9]{${half}})[\\s-]([0-9]{${half}})(?![0-9])`).exec(all);
    if (pair) return pair[1] + pair[2];
    return all.replace(/[^0-9]/g, "");
  };

  // --- One effect for one act ------------------------------------------------

  // A form that is under way is not sent again: neither by a second click nor by
  // Enter (G13). Coming back to the page frees it (G12).
  const busy = new Set();

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
      stopWaiting();
    },
    true,
  );

  const free = () => {
    for (const form of busy) form.removeAttribute("aria-busy");
    busy.clear();
  };

  // --- The code page ---------------------------------------------------------

  let page = null; // the code page that is shown, with its clock
  let waiting = null; // for the browser to hand over a code from a message

  const stopWaiting = () => {
    waiting?.abort();
    waiting = null;
  };

  const say = (text, place = "said") => {
    const element = document.getElementById(place);
    if (element) element.textContent = text;
  };

  const words = (seconds) => {
    const s = Math.max(0, Math.ceil(seconds));
    const plain = `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
    return plain.replace(/\d/g, (d) => [...page.said.numerals][d]);
  };

  // Counted from the server's clock, so that neither a wrong clock here nor a
  // sleeping phone matters (C9).
  const tick = () => {
    if (!page || !page.root.isConnected) return;
    const now = Date.now() + page.ahead;
    tickResend(now);
    tickExpiry(now);
  };

  const tickResend = (now) => {
    const buttons = document.querySelectorAll("#resend-form button");
    if (buttons.length === 0) return;
    const left = (page.resendAt - now) / 1000;
    const countdown = document.getElementById("countdown");
    countdown.textContent = left > 0 ? page.said.in.replace("{wait}", words(left)) : "";
    if (left > 0) {
      for (const button of buttons) button.setAttribute("aria-disabled", "true");
      page.waited = true;
    } else if (buttons[0].hasAttribute("aria-disabled")) {
      for (const button of buttons) button.removeAttribute("aria-disabled");
      if (page.waited) say(page.said.ready);
    }
  };

  const tickExpiry = (now) => {
    const expiry = document.getElementById("expiry");
    if (!expiry) return;
    const left = (page.expiresAt - now) / 1000;
    expiry.textContent = left > 0 ? page.said.valid.replace("{wait}", words(left)) : page.said.expired;
    if (left <= 0 && page.warned < 2) {
      page.warned = 2;
      say(page.said.expired);
    } else if (left <= 60 && left > 0 && page.warned < 1) {
      page.warned = 1;
      // A code that lives for a minute is not worth the warning as it begins.
      if (page.expiresAt - page.begun > 61000) say(page.said.soon);
    }
  };

  const submitCode = (field) => {
    const form = field.form;
    if (busy.has(form) || field.value === field.dataset.sent) return;
    field.dataset.sent = field.value;
    form.requestSubmit();
  };

  // Turned into digits only when a whole code is in: rewriting earlier would move
  // the caret under the fingers.
  const entered = (field, pasted) => {
    const digits = Number(field.dataset.digits);
    const code = codeIn(field.value, digits);
    if (pasted && code.length >= digits) field.value = code.slice(0, digits);
    if (code.length < digits) {
      delete field.dataset.sent; // deleted and typed anew: may be sent again
      return;
    }
    if (code.length === digits && field.form.hasAttribute("data-auto-submit")) {
      field.value = code;
      submitCode(field);
    }
  };

  // The browser reads the code out of the message where it can (WebOTP). Its
  // refusals are nobody's concern (C6).
  const waitForMessage = (field) => {
    if (!("OTPCredential" in window)) return;
    waiting = new AbortController();
    navigator.credentials
      .get({ otp: { transport: ["sms"] }, signal: waiting.signal })
      .then((otp) => {
        if (!otp?.code || !field.isConnected) return;
        field.value = otp.code;
        submitCode(field);
      })
      .catch(() => {});
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

  const openCodePage = (root, old) => {
    const d = root.dataset;
    page = {
      root,
      begun: Number(d.now),
      expiresAt: Number(d.expiresAt),
      resendAt: Number(d.resendAt),
      said: { soon: d.saidSoon, expired: d.saidExpired, ready: d.saidReady, in: d.in, valid: d.valid, numerals: d.numerals },
      warned: 0,
      waited: false,
    };
    // A page out of the history is older than its clock says.
    page.ahead = Number(d.now) - firstShown(d.now);
    tick();
    const field = document.getElementById("code");
    if (!field) return;
    if (field.value && (old || field.value === field.defaultValue)) {
      field.dataset.sent = field.value;
      field.focus();
      field.select(); // the next digit replaces a code that failed (C4)
    } else if (field.value) {
      entered(field); // faster than this script
    }
    waitForMessage(field);
  };

  document.addEventListener("input", (event) => {
    if (event.target.id === "code") entered(event.target, event.inputType === "insertFromPaste");
  });

  // The field holds one line of limited length; a pasted message is taken whole
  // and read first (C3).
  document.addEventListener("paste", (event) => {
    if (event.target.id !== "code") return;
    const field = event.target;
    const code = codeIn(event.clipboardData?.getData("text") ?? "", Number(field.dataset.digits));
    if (!code) return;
    event.preventDefault();
    field.value = code;
    entered(field, true);
  });

  // --- Beginning, here and after each swap -----------------------------------

  // What comes together with its text is not read aloud: put it in once more (G8).
  const sayAgain = () => {
    const status = document.getElementById("status");
    if (status?.textContent) setTimeout(() => say(status.textContent, "status"), 200);
  };

  // As after a page load, reading begins at the top of what is new.
  const focusNew = () => {
    if (document.activeElement && document.activeElement !== document.body) return;
    const heading = document.querySelector("h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
  };

  // Times are those of the place where they are read.
  const showLocalTimes = () => {
    const ours = document.documentElement.lang;
    // Of the same language the person's own kind: English has two orders of a date.
    const own = navigator.languages.find((tag) => tag.split("-")[0] === ours.split("-")[0]);
    const format = new Intl.DateTimeFormat(own ?? ours, { dateStyle: "long", timeStyle: "short", numberingSystem: "latn" });
    for (const place of document.querySelectorAll("[data-moments]")) {
      const { numerals, texts } = JSON.parse(place.dataset.moments);
      delete place.dataset.moments;
      for (const [text, at] of Object.entries(texts)) {
        const local = format.format(at).replace(/\d/g, (d) => [...numerals][d]);
        place.textContent = place.textContent.replaceAll(text, local);
      }
    }
  };

  // The answer goes to the window that waits for it: the one that opened this one,
  // or the one around the frame. The browser delivers it to the app's origin only.
  // Where nobody waits, the way leads to the app as from any other login.
  const postAnswer = () => {
    const answer = document.querySelector("[data-message]");
    if (!answer) return;
    const { message, origin } = answer.dataset;
    delete answer.dataset.message; // once
    const waits = window.opener ?? (window.parent === window ? null : window.parent);
    if (!waits) {
      location.replace(answer.href);
      return;
    }
    waits.postMessage(JSON.parse(message), origin);
    window.close();
  };

  // old means that the browser may have put back what stood in the fields before.
  const open = (old) => {
    postAnswer();
    showLocalTimes();
    sayAgain();
    const root = document.querySelector("[data-code-page]");
    if (root) openCodePage(root, old);
    else page = null;
    const field = document.querySelector("[aria-invalid]:not(.code)");
    const problem = document.getElementById("problem");
    if (field) field.focus();
    else if (problem && !document.getElementById("code")) problem.focus();
  };

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.closest?.("#inbox, #delivery")) return;
    free();
    open(false);
    focusNew();
  });
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
    delete document.getElementById("code")?.dataset.sent;
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
  window.addEventListener("pagehide", stopWaiting);
  window.addEventListener("pageshow", (event) => {
    free();
    if (event.persisted) open(true);
  });
  setInterval(tick, 500);
  document.addEventListener("visibilitychange", tick);
  open(performance.getEntriesByType("navigation")[0]?.type !== "navigate");
})();
