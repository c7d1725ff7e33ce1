// The answer of a login goes to the window that waits for it: the one that opened
// this one, or the one around the frame. The browser delivers it to the app's origin
// only. Where nobody waits, the way leads to the app as from any other login.
export const open = () => {
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
