export interface PhoneloginOptions {
  /** Where phonelogin is: its server.public_url. Default: where the script came from. */
  url?: string;
  /** The publishable key. Without it, handleReturn gives the code and the verifier. */
  key?: string;
  /** An app of [[apps]]. Default: the app of auth.site_url. */
  clientId?: string;
  /** One of the app's registered URLs. Default: this page without its query. */
  redirectTo?: string;
  /** Default: "redirect". A popup and a frame need a redirectTo of the page's own origin. */
  display?: "redirect" | "popup" | "embed";
}

export interface SignInOptions {
  /** The country to begin with, as an ISO code: "DE". */
  country?: string;
  /** Languages in the order of preference, as BCP 47 tags: "de-AT de". */
  locale?: string;
  display?: "redirect" | "popup" | "embed";
  /** With "embed": the element that the frame fills. It needs a height. */
  container?: Element;
  /** With "embed": what the frame is called for people who do not see it. Default: "Sign in". */
  title?: string;
  /** Ends the waiting for a popup or a frame, and closes it. */
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
  /** "bad_state", "popup_blocked", "popup_closed", or the error_code of the token endpoint. */
  code: string;
}

export interface Phonelogin {
  /**
   * Leaves for the sign-in page, and never settles; or opens it in a popup or a
   * frame, and settles with what comes of it.
   */
  signIn(options?: SignInOptions): Promise<Session | Code>;
  /** Ends a redirect. Call it when the page at redirectTo opens: null unless it was opened by a way back. */
  handleReturn(): Promise<Session | Code | null>;
}

export function createPhonelogin(options?: PhoneloginOptions): Phonelogin;

/** createPhonelogin(options).signIn(options). */
export function signIn(options?: PhoneloginOptions & SignInOptions): Promise<Session | Code>;

/** createPhonelogin(options).handleReturn(). */
export function handleReturn(options?: PhoneloginOptions): Promise<Session | Code | null>;

declare global {
  /** What phonelogin.js leaves; phonelogin.mjs exports the same. */
  var phonelogin: {
    createPhonelogin: typeof createPhonelogin;
    signIn: typeof signIn;
    handleReturn: typeof handleReturn;
    PhoneloginError: typeof PhoneloginError;
  };
}
