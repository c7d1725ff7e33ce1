// phonelogin.js as an ES module.
import "./phonelogin.js";

const { createPhonelogin: create, PhoneloginError } = globalThis.phonelogin;
const url = new URL("..", import.meta.url).href;

export const createPhonelogin = (options) => create({ url, ...options });
export const signIn = (options) => createPhonelogin(options).signIn(options);
export const handleReturn = (options) => createPhonelogin(options).handleReturn();
export { PhoneloginError };
