// Package captcha asks hCaptcha or Cloudflare Turnstile whether a person made a
// request.
//
// It never decides who is asked: auth/human does. It never logs a token.
package captcha
