export interface PhoneloginOptions {
  /** Where phonelogin is: its server.public_url. */
  url: string;
  /** The publishable key. Without it, handleReturn gives the code and the verifier. */
  key?: string;
  /** An app of [[apps]]. Default: the app of auth.site_url. */
  clientId?: string;
  /** One of the app's registered URLs. Default: this page without its query. */
  redirectTo?: string;
  /** Default: "redirect". A popup needs a redirectTo of the page's own origin. */
  display?: "redirect" | "popup";
}

export interface SignInOptions {
  /** The country to begin with, as an ISO code: "DE". */
  country?: string;
  /** Languages in the order of preference, as BCP 47 tags: "de-AT de". */
  locale?: string;
  display?: "redirect" | "popup";
  /** Ends the waiting for a popup: whether it was closed is not known. */
  signal?: AbortSignal;
}

/** The answer of POST /auth/v1/token. */
export interface Session {
  access_token: string;
  refresh_token: string;
  token_type: string;
  expires_in: number;
  expires_at: number;
  user: { id: string; phone: string; [name: string]: unknown };
}

/** What a server exchanges for a session. */
export interface Code {
  code: string;
  verifier: string;
}

export class PhoneloginError extends Error {
  /** "bad_state", "popup_blocked", or the error_code of the token endpoint. */
  code: string;
}

export interface Phonelogin {
  /**
   * Leaves for the sign-in page, and never settles; or opens it in a popup, and
   * settles with what comes of it.
   */
  signIn(options?: SignInOptions): Promise<Session | Code>;
  /** Call it when the page opens: null unless it was opened by a way back. */
  handleReturn(): Promise<Session | Code | null>;
}

export function createPhonelogin(options: PhoneloginOptions): Phonelogin;
