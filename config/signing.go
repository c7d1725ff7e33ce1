package config

import (
	"os"
	"slices"

	"phonelogin/auth/tokens"
)

// SigningKeys reads the configured keys of access tokens: the one that signs,
// then those that only check. The error, Problems, names what is wrong with which
// setting and shows no key.
func (c *Config) SigningKeys() ([]*tokens.Key, error) {
	var p Problems
	keys := c.signingKeys(&p)
	if len(keys) == 0 && len(p) == 0 {
		p.add("secrets.signing_key", "is not set")
	}
	return keys, p.err()
}

// signingKeys is empty where the key that signs is missing or has been complained
// of. One that FillDevelopmentSecrets makes later is no complaint.
func (c *Config) signingKeys(p *Problems) []*tokens.Key {
	listed, own := c.listedKeys(p), c.ownKey(p)
	shared := c.sharedKeys(listed)
	for _, k := range own {
		if slices.ContainsFunc(listed, func(other *tokens.Key) bool { return other.ID == k.ID && !other.Same(k) }) {
			p.add("secrets.signing_key", "has the kid of another key: %s", k.ID)
		}
	}
	first, others := own, shared
	switch {
	case c.listsKeys():
		first, others = listed, slices.Concat(own, shared)
	case c.Auth.JWTAlgorithm == "HS256":
		first, others = shared, own
	}
	if len(first) == 0 || !first[0].Signs() {
		return nil
	}
	return slices.Concat(first, others)
}

// listsKeys tells whether keys are given as a list, whose own algorithms count.
func (c *Config) listsKeys() bool { return c.Auth.JWTKeys != "" || c.Auth.SigningKeysPath != "" }

// listedKeys are those of auth.jwt_keys or of the file, the signing one first.
func (c *Config) listedKeys(p *Problems) []*tokens.Key {
	setting, text := "auth.jwt_keys", c.Auth.JWTKeys
	switch {
	case !c.listsKeys():
		return nil
	case text == "":
		setting = "auth.signing_keys_path"
		file, err := os.ReadFile(c.Auth.SigningKeysPath)
		if err != nil {
			p.add(setting, "cannot be read: %v", err)
			return nil
		}
		text = string(file)
	case c.Auth.SigningKeysPath != "":
		p.add(setting, "is set, and so is auth.signing_keys_path: only one of them can be")
	}
	keys, err := tokens.ReadKeys(text)
	if err != nil {
		p.add(setting, "%v", err)
		return nil
	}
	signing := slices.IndexFunc(keys, (*tokens.Key).Signs)
	if signing < 0 {
		p.add(setting, "has no private key that may sign")
		return nil
	}
	k := keys[signing]
	return slices.Insert(slices.Delete(keys, signing, signing+1), 0, k)
}

// ownKey is secrets.signing_key, if it is set. Where another key signs, it goes on
// checking.
func (c *Config) ownKey(p *Problems) []*tokens.Key {
	const setting = "secrets.signing_key"
	signs := !c.listsKeys() && c.Auth.JWTAlgorithm != "HS256"
	if c.Secrets.SigningKey == "" {
		if signs && (c.Mode == Production || c.Auth.JWTAlgorithm != "ES256") {
			p.add(setting, "must be a private JWK for %s", c.Auth.JWTAlgorithm)
		}
		return nil
	}
	k, err := tokens.ReadKey(c.Secrets.SigningKey)
	switch {
	case err != nil:
		p.add(setting, "%v", err)
		return nil
	case signs && !k.Signs():
		p.add(setting, "is not a private key that may sign")
	case signs && k.Algorithm() != c.Auth.JWTAlgorithm && slices.Contains(tokens.Algorithms, c.Auth.JWTAlgorithm):
		p.add("auth.jwt_algorithm", "is %s, but secrets.signing_key is a key for %s", c.Auth.JWTAlgorithm, k.Algorithm())
	}
	return []*tokens.Key{k}
}

// sharedKeys are auth.jwt_secret: for tokens that bear its name, if it has one,
// and for those that bear none.
func (c *Config) sharedKeys(listed []*tokens.Key) []*tokens.Key {
	secret := c.sharedSecret(listed)
	switch {
	case secret == "":
		return nil
	case c.Auth.JWTKeyID == "":
		return []*tokens.Key{tokens.HS256(secret)}
	}
	return []*tokens.Key{tokens.HS256(secret).Named(c.Auth.JWTKeyID), tokens.HS256(secret)}
}

// SharedSecret is auth.jwt_secret where it counts: it checks HS256 tokens without
// a kid and legacy API keys. Beside auth.jwt_keys it does so only if a key for
// HS256 is listed there (wire contract, section 8.1): leaving that out is how a
// deployment ends its legacy keys.
func (c *Config) SharedSecret() string {
	var p Problems // told by Check
	return c.sharedSecret(c.listedKeys(&p))
}

func (c *Config) sharedSecret(listed []*tokens.Key) string {
	isShared := func(k *tokens.Key) bool { return k.Algorithm() == "HS256" }
	if c.Auth.JWTKeys != "" && !slices.ContainsFunc(listed, isShared) {
		return ""
	}
	return c.Auth.JWTSecret
}
