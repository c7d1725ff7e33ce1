package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// exchange turns a code into tokens. The code is good once, for a minute, and
// only together with the verifier (RFC 7636, section 4.5).
func (a *app) exchange(ctx context.Context, code, verifier string) (signedIn, error) {
	body, err := json.Marshal(map[string]string{"auth_code": code, "code_verifier": verifier})
	if err != nil {
		return signedIn{}, fmt.Errorf("encode request: %w", err)
	}
	answer, err := a.post(ctx, "/auth/v1/token?grant_type=pkce", "", body)
	if err != nil {
		return signedIn{}, err
	}
	var p signedIn
	if err := json.Unmarshal(answer, &p); err != nil {
		return signedIn{}, fmt.Errorf("decode session: %w", err)
	}
	return p, nil
}

// endSession ends the session that the exchange opened; the person stays signed
// in at the hosted pages.
func (a *app) endSession(ctx context.Context, p signedIn) error {
	_, err := a.post(ctx, "/auth/v1/logout?scope=local", p.AccessToken, nil)
	return err
}

// post calls the JSON API. An answer outside 2xx is an error.
func (a *app) post(ctx context.Context, path, token string, body []byte) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.auth+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("apikey", a.key)
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := a.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("call phonelogin: %w", err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return nil, fmt.Errorf("read answer: %w", err)
	}
	if res.StatusCode/100 != 2 {
		return nil, fmt.Errorf("phonelogin answered %s: %s", res.Status, res.Header.Get("X-Sb-Error-Code"))
	}
	return answer, nil
}

// pending reads what login left in this browser.
func pending(r *http.Request) (state, verifier string, ok bool) {
	cookie, err := r.Cookie("example-login")
	if err != nil {
		return "", "", false
	}
	return strings.Cut(cookie.Value, ".")
}

// setCookie sets a cookie that scripts cannot read; a negative age removes it.
// An app behind https adds Secure and the prefix __Host- to the name.
func setCookie(w http.ResponseWriter, name, value string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: age,
		HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}
