// Signs people in at the hosted pages and comes back with a session: PKCE with
// S256 and a state, so that a code that somebody else slips in is refused.
(() => {
  "use strict";

  const later = "phonelogin"; // what the way back needs, in sessionStorage

  const base64url = (bytes) =>
    btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

  const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

  const hash = async (text) =>
    base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));

  class PhoneloginError extends Error {
    constructor(code, message) {
      super(message);
      this.name = "PhoneloginError";
      this.code = code;
    }
  }

  function createPhonelogin({ url, key, clientId, redirectTo, display }) {
    const root = url.replace(/\/+$/, "");
    const home = new URL(root).origin;

    const exchange = async (code, verifier) => {
      const response = await fetch(`${root}/auth/v1/token?grant_type=pkce`, {
        method: "POST",
        headers: { apikey: key, "Content-Type": "application/json" },
        body: JSON.stringify({ auth_code: code, code_verifier: verifier }),
      });
      const answer = await response.json().catch(() => ({}));
      if (!response.ok) {
        throw new PhoneloginError(answer.error_code ?? "exchange_failed", answer.msg ?? `HTTP ${response.status}`);
      }
      return answer;
    };

    const finish = (code, verifier) => (key ? exchange(code, verifier) : { code, verifier });

    // Where the hosted pages begin, and what the way back needs.
    const begin = async ({ country, locale }) => {
      const verifier = random();
      const state = random();
      const query = new URLSearchParams({
        redirect_to: redirectTo ?? location.origin + location.pathname,
        code_challenge: await hash(verifier),
        code_challenge_method: "s256",
        state,
      });
      if (clientId) query.set("client_id", clientId);
      if (country) query.set("country", country);
      if (locale) query.set("ui_locales", locale);
      return { verifier, state, address: `${root}/login?${query}` };
    };

    // Leaves for the hosted pages. What it returns never settles: the page is gone.
    const redirect = async (options) => {
      const { verifier, state, address } = await begin(options);
      sessionStorage.setItem(later, JSON.stringify({ verifier, state }));
      location.assign(address);
      return new Promise(() => {});
    };

    // Shows the hosted pages in another window and waits for what they post. They
    // post it to the origin of redirectTo only, which must be that of this page.
    const elsewhere = async (options, show) => {
      const { signal } = options;
      const { verifier, state, address } = await begin(options);
      const over = new AbortController();
      let timer;
      try {
        const code = await new Promise((resolve, reject) => {
          signal?.throwIfAborted(); // in the meantime
          signal?.addEventListener("abort", () => reject(signal.reason), { signal: over.signal });
          const shown = show(`${address}&response_mode=web_message`);
          const heard = ({ origin, source, data }) => {
            if (origin !== home || source !== shown || data?.type !== "authorization_response") return;
            if (data.response?.state === state) resolve(data.response.code);
          };
          addEventListener("message", heard, { signal: over.signal });
          let closed = false; // the answer may come a moment later
          timer = setInterval(() => {
            if (closed) reject(new PhoneloginError("popup_closed", "The window was closed."));
            closed = shown.closed;
          }, 500);
        });
        return await finish(code, verifier);
      } finally {
        clearInterval(timer);
        over.abort();
      }
    };

    // In a window of its own.
    const popup = async (options) => {
      options.signal?.throwIfAborted();
      // Before anything is awaited: later, browsers take it for an advertisement.
      const opened = open("", "", "popup,width=420,height=680");
      if (!opened) throw new PhoneloginError("popup_blocked", "The browser did not open a window.");
      try {
        return await elsewhere(options, (address) => {
          opened.location.replace(address);
          return opened;
        });
      } finally {
        opened.close();
      }
    };

    // In a frame that fills an element of the app.
    const embed = async (options) => {
      const frame = document.createElement("iframe");
      frame.title = options.title ?? "Sign in";
      frame.allow = "otp-credentials"; // the code is read out of the message
      frame.style.cssText = "border:0;width:100%;height:100%";
      try {
        return await elsewhere(options, (address) => {
          frame.src = `${address}&display=embed`;
          options.container.append(frame);
          return frame.contentWindow;
        });
      } finally {
        frame.remove();
      }
    };

    const ways = { popup, embed };

    const signIn = (options = {}) => (ways[options.display ?? display] ?? redirect)(options);

    // Ends what signIn began with a redirect; null where the page was opened in
    // another way. What was kept is used once, and the code leaves the address bar
    // and the history.
    const handleReturn = async () => {
      const here = new URL(location.href);
      const kept = JSON.parse(sessionStorage.getItem(later) ?? "null");
      const code = here.searchParams.get("code");
      const state = here.searchParams.get("state");
      if (!kept || !code) return null;
      sessionStorage.removeItem(later);
      here.searchParams.delete("code");
      here.searchParams.delete("state");
      history.replaceState(history.state, "", here);
      if (state !== kept.state) {
        throw new PhoneloginError("bad_state", "The answer is not to the sign-in that this page began.");
      }
      return finish(code, kept.verifier);
    };

    return { signIn, handleReturn };
  }

  // The pages are where the script came from; of a module only phonelogin.mjs knows.
  const script = document.currentScript?.src;
  const create = (options) => createPhonelogin({ url: script && new URL("..", script).href, ...options });

  globalThis.phonelogin = {
    createPhonelogin: create,
    signIn: (options) => create(options).signIn(options),
    handleReturn: (options) => create(options).handleReturn(),
    PhoneloginError,
  };
})();
