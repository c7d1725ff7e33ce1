package keyring

import (
	"os"
	"slices"

	"phonelogin/auth/tokens"
	"phonelogin/config"
)

// Read reads the keys of the settings: the signing key first, then those that only
// verify. The error, config.Problems, names what is wrong with which setting and
// shows no key.
func Read(s config.SigningKeys) ([]*tokens.Key, error) {
	var p config.Problems
	keys := collect(s, &p)
	if len(keys) == 0 && len(p) == 0 {
		p.Add("secrets.signing_key", "is not set")
	}
	return keys, p.Err()
}

// Check checks the keys of the settings. Missing keys are no problem when
// config.FillDevelopmentSecrets will make them.
func Check(s config.SigningKeys) config.Problems {
	var p config.Problems
	collect(s, &p)
	return p
}

// SharedSecret returns auth.jwt_secret if it is in use: it verifies HS256 tokens without
// a kid and legacy API keys. With auth.jwt_keys it is in use only if a key for
// HS256 is listed there (wire contract, section 8.1). A deployment ends its legacy
// keys by leaving that key out.
func SharedSecret(s config.SigningKeys) string {
	var p config.Problems // Check reports them
	return secretInUse(s, listedKeys(s, &p))
}

// collect returns the keys, none if the signing key is missing or has a problem.
func collect(s config.SigningKeys, p *config.Problems) []*tokens.Key {
	listed, own := listedKeys(s, p), ownKey(s, p)
	shared := sharedKeys(s, listed)
	for _, k := range own {
		if slices.ContainsFunc(listed, func(other *tokens.Key) bool { return other.ID == k.ID && !other.Same(k) }) {
			p.Add("secrets.signing_key", "has the kid of another key: %s", k.ID)
		}
	}
	first, others := own, shared
	switch {
	case s.ListsKeys():
		first, others = listed, slices.Concat(own, shared)
	case s.JWTAlgorithm == "HS256":
		first, others = shared, own
	}
	if len(first) == 0 || !first[0].Signs() {
		return nil
	}
	return slices.Concat(first, others)
}

// listedKeys returns the keys of auth.jwt_keys or of the file, the signing one first.
func listedKeys(s config.SigningKeys, p *config.Problems) []*tokens.Key {
	setting, text := "auth.jwt_keys", s.JWTKeys
	switch {
	case !s.ListsKeys():
		return nil
	case text == "":
		setting = "auth.signing_keys_path"
		file, err := os.ReadFile(s.SigningKeysPath)
		if err != nil {
			p.Add(setting, "cannot be read: %v", err)
			return nil
		}
		text = string(file)
	case s.SigningKeysPath != "":
		p.Add(setting, "is set, and so is auth.signing_keys_path: only one of them can be")
	}
	keys, err := tokens.ReadKeys(text)
	if err != nil {
		p.Add(setting, "%v", err)
		return nil
	}
	signing := slices.IndexFunc(keys, (*tokens.Key).Signs)
	if signing < 0 {
		p.Add(setting, "has no private key that may sign")
		return nil
	}
	k := keys[signing]
	return slices.Insert(slices.Delete(keys, signing, signing+1), 0, k)
}

// ownKey returns secrets.signing_key, if it is set. It keeps verifying when another key
// signs.
func ownKey(s config.SigningKeys, p *config.Problems) []*tokens.Key {
	const setting = "secrets.signing_key"
	signs := !s.ListsKeys() && s.JWTAlgorithm != "HS256"
	if s.SigningKey == "" {
		if signs && (s.Production || s.JWTAlgorithm != "ES256") {
			p.Add(setting, "must be a private JWK for %s", s.JWTAlgorithm)
		}
		return nil
	}
	k, err := tokens.ReadKey(s.SigningKey)
	switch {
	case err != nil:
		p.Add(setting, "%v", err)
		return nil
	case signs && !k.Signs():
		p.Add(setting, "is not a private key that may sign")
	case signs && k.Algorithm() != s.JWTAlgorithm && slices.Contains(tokens.Algorithms, s.JWTAlgorithm):
		p.Add("auth.jwt_algorithm", "is %s, but secrets.signing_key is a key for %s", s.JWTAlgorithm, k.Algorithm())
	}
	return []*tokens.Key{k}
}

// sharedKeys returns auth.jwt_secret as a key for tokens without a kid and, if it has a
// kid, as one for tokens with that kid, which comes first.
func sharedKeys(s config.SigningKeys, listed []*tokens.Key) []*tokens.Key {
	secret := secretInUse(s, listed)
	switch {
	case secret == "":
		return nil
	case s.JWTKeyID == "":
		return []*tokens.Key{tokens.HS256(secret)}
	}
	return []*tokens.Key{tokens.HS256(secret).WithID(s.JWTKeyID), tokens.HS256(secret)}
}

func secretInUse(s config.SigningKeys, listed []*tokens.Key) string {
	isShared := func(k *tokens.Key) bool { return k.Algorithm() == "HS256" }
	if s.JWTKeys != "" && !slices.ContainsFunc(listed, isShared) {
		return ""
	}
	return s.JWTSecret
}
