package tokens

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
)

// kidBytes is the length of a kid in bytes: long enough to be unique.
const kidBytes = 16

// MakeKey makes a private or secret JWK of an algorithm: ES256, RS256, EdDSA or
// HS256. A secret has a random kid. Other keys have the first half of their
// thumbprint (RFC 7638) in hexadecimal: base64url could begin with a hyphen, which
// a command line takes for a flag. RSA keys use the system's randomness.
func MakeKey(algorithm string, random io.Reader) (string, error) {
	makers := map[string]func(io.Reader) (*jwkMembers, error){
		"ES256": makeEC, "RS256": makeRSA, "EdDSA": makeOKP, "HS256": makeSecret,
	}
	makeKey, ok := makers[algorithm]
	if !ok {
		return "", fmt.Errorf("%s is none of ES256, RS256, EdDSA, HS256", algorithm)
	}
	m, err := makeKey(random)
	if err != nil {
		return "", fmt.Errorf("make %s key: %w", algorithm, err)
	}
	m.Alg, m.Use, m.KeyOps = algorithm, "sig", []string{"sign", "verify"}
	if m.Kid == "" {
		m.Kid = hex.EncodeToString(m.thumbprint()[:kidBytes])
	}
	jwk, err := json.Marshal(m)
	return string(jwk), err
}

// thumbprint hashes the public members of a key in the order of their names.
func (m *jwkMembers) thumbprint() []byte {
	public, _ := json.Marshal(jwkMembers{Crv: m.Crv, E: m.E, Kty: m.Kty, N: m.N, X: m.X, Y: m.Y}) // strings only
	sum := sha256.Sum256(public)
	return sum[:]
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func randomBytes(random io.Reader, n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(random, b); err != nil {
		return nil, fmt.Errorf("read random bytes: %w", err)
	}
	return b, nil
}

// makeEC draws bytes until they are a private key of P-256. All but one in four
// billion are.
func makeEC(random io.Reader) (*jwkMembers, error) {
	for {
		d, err := randomBytes(random, 32)
		if err != nil {
			return nil, err
		}
		private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), d)
		if err != nil {
			continue
		}
		point, err := private.PublicKey.Bytes() // 4, x, y (SEC 1, section 2.3.3)
		if err != nil {
			return nil, err
		}
		return &jwkMembers{Kty: "EC", Crv: "P-256", X: encode(point[1:33]), Y: encode(point[33:]), D: encode(d)}, nil
	}
}

func makeOKP(random io.Reader) (*jwkMembers, error) {
	seed, err := randomBytes(random, ed25519.SeedSize)
	if err != nil {
		return nil, err
	}
	private := ed25519.NewKeyFromSeed(seed)
	public := private[ed25519.SeedSize:] // RFC 8032: the seed, then the public half
	return &jwkMembers{Kty: "OKP", Crv: "Ed25519", X: encode(public), D: encode(seed)}, nil
}

func makeRSA(random io.Reader) (*jwkMembers, error) {
	k, err := rsa.GenerateKey(random, minRSABits)
	if err != nil {
		return nil, err
	}
	return &jwkMembers{
		Kty: "RSA", N: encode(k.N.Bytes()), E: encode(big.NewInt(int64(k.E)).Bytes()), D: encode(k.D.Bytes()),
		P: encode(k.Primes[0].Bytes()), Q: encode(k.Primes[1].Bytes()),
	}, nil
}

func makeSecret(random io.Reader) (*jwkMembers, error) {
	b, err := randomBytes(random, minSecretBytes+kidBytes)
	if err != nil {
		return nil, err
	}
	return &jwkMembers{Kty: "oct", K: encode(b[:minSecretBytes]), Kid: hex.EncodeToString(b[minSecretBytes:])}, nil
}
