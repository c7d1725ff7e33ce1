// Signs people in at the hosted pages and comes back with a session: PKCE with
// S256 and a state, so that a code that somebody else slips in is refused.

const later = "phonelogin"; // what the way back needs, in sessionStorage

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

export function createPhonelogin({ url, key, clientId, redirectTo }) {
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

  // Leaves for the hosted pages. What it returns never settles: the page is gone.
  const signIn = async ({ country, locale } = {}) => {
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
    sessionStorage.setItem(later, JSON.stringify({ verifier, state }));
    location.assign(`${root}/login?${query}`);
    return new Promise(() => {});
  };

  // Ends what signIn began; null where the page was opened in another way. What
  // was kept is used once, and the code leaves the address bar and the history.
  const handleReturn = async () => {
    const here = new URL(location.href);
    const kept = JSON.parse(sessionStorage.getItem(later) ?? "null");
    const code = here.searchParams.get("code");
    if (!kept || !code) return null;
    const state = here.searchParams.get("state");
    sessionStorage.removeItem(later);
    here.searchParams.delete("code");
    here.searchParams.delete("state");
    history.replaceState(history.state, "", here);
    if (state !== kept.state) {
      throw new PhoneloginError("bad_state", "The answer is not to the sign-in that this page began.");
    }
    return key ? exchange(code, kept.verifier) : { code, verifier: kept.verifier };
  };

  return { signIn, handleReturn };
}
