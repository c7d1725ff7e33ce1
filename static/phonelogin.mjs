// phonelogin.js as an ES module.
import "./phonelogin.js";

export const { createPhonelogin, PhoneloginError } = globalThis.phonelogin;
