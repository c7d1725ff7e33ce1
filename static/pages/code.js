// The code page: its field reads codes out of whatever is put into it, and sends the
// last digit.
import { count } from "./countdown.js";
import { plainDigits } from "./digits.js";
import { isBusy } from "./forms.js";

// The code in a text: a run of exactly as many digits as a code has, perhaps
// in two halves, or else all digits.
const codeIn = (text, digits) => {
  const all = plainDigits(text);
  const runs = all.split(/[^0-9]+/).filter((run) => run.length === digits);
  if (runs.length > 0) return runs[0];
  const half = digits / 2;
  const pair = new RegExp(`(?:^|[^0-9])([0-9]{${half}})[\\s-]([0-9]{${half}})(?![0-9])`).exec(all);
  if (pair) return pair[1] + pair[2];
  return all.replace(/[^0-9]/g, "");
};

const submit = (field) => {
  if (isBusy(field.form) || field.value === field.dataset.sent) return;
  field.dataset.sent = field.value;
  field.form.requestSubmit();
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
    submit(field);
  }
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

// The browser reads the code out of the message where it can (WebOTP). Its
// refusals are nobody's concern (C6).
let waiting = null;

const waitForMessage = (field) => {
  if (!("OTPCredential" in window)) return;
  waiting = new AbortController();
  navigator.credentials
    .get({ otp: { transport: ["sms"] }, signal: waiting.signal })
    .then((otp) => {
      if (!otp?.code || !field.isConnected) return;
      field.value = otp.code;
      submit(field);
    })
    .catch(() => {});
};

const stopWaiting = () => {
  waiting?.abort();
  waiting = null;
};
document.addEventListener("submit", stopWaiting, true);
window.addEventListener("pagehide", stopWaiting);

export const open = (old) => {
  const root = document.querySelector("[data-code-page]");
  if (!root) return; // gone while this module came
  count(root);
  const field = document.getElementById("code");
  if (!field) return;
  if (field.value && (old || field.value === field.defaultValue)) {
    field.dataset.sent = field.value;
    field.focus();
    field.select(); // the next digit replaces a code that failed (C4)
  } else if (field.value) {
    entered(field); // faster than this module
  }
  waitForMessage(field);
};
