// Signs people in at the hosted pages and comes back with a session: PKCE with
// S256 and a state, so that a code that somebody else slips in is refused.

const later = "phonelogin"; // what the way back needs, in sessionStorage

const inPopup = "popup."; // begins the state of a sign-in in a window of its own

const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

const hash = async (text) =>
  base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));

export class PhoneloginError extends Error {
  constructor(code, message) {
    super(message);
    this.name = "PhoneloginError";
    this.code = code;
  }
}

export function createPhonelogin({ url, key, clientId, redirectTo, display }) {
  const root = url.replace(/\/+$/, "");

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
  const begin = async (mark, { country, locale }) => {
    const verifier = random();
    const state = mark + random();
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
    const { verifier, state, address } = await begin("", options);
    sessionStorage.setItem(later, JSON.stringify({ verifier, state }));
    location.assign(address);
    return new Promise(() => {});
  };

  // Opens the hosted pages in a window of their own. They cut the tie between the
  // two windows, so the answer comes over a channel of the app's own origin, from
  // the app's page at redirectTo; and whether the window was closed is not known.
  const popup = async (options) => {
    const { signal } = options;
    signal?.throwIfAborted();
    // Before anything is awaited: later, browsers take it for an advertisement.
    const opened = open("", "", "popup,width=420,height=680");
    if (!opened) throw new PhoneloginError("popup_blocked", "The browser did not open a window.");
    const { verifier, state, address } = await begin(inPopup, options);
    const channel = new BroadcastChannel(later);
    try {
      const code = await new Promise((resolve, reject) => {
        signal?.throwIfAborted(); // in the meantime
        signal?.addEventListener("abort", () => reject(signal.reason));
        channel.onmessage = ({ data }) => {
          if (data?.state === state) resolve(data.code);
        };
        opened.location.replace(address);
      });
      return await finish(code, verifier);
    } finally {
      channel.close();
    }
  };

  const signIn = (options = {}) => ((options.display ?? display) === "popup" ? popup(options) : redirect(options));

  // Ends what signIn began; null where the page was opened in another way. What
  // was kept is used once, and the code leaves the address bar and the history. In
  // a window of its own it hands the code to the page that opened it, and closes.
  const handleReturn = async () => {
    const here = new URL(location.href);
    const kept = JSON.parse(sessionStorage.getItem(later) ?? "null");
    const code = here.searchParams.get("code");
    const state = here.searchParams.get("state");
    if (code && state?.startsWith(inPopup)) {
      const channel = new BroadcastChannel(later);
      channel.postMessage({ code, state });
      channel.close();
      close();
      return null;
    }
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
