package takeover

import (
	"fmt"
	"io"
	"time"

	"phonelogin/auth/secrets"
	"phonelogin/models"
)

// Importer imports users of other servers.
type Importer struct {
	db             *models.DB
	now            func() time.Time
	random         io.Reader
	factorSeal     *secrets.Seal
	refreshKeys    *secrets.RefreshKeys
	audience, role string
}

// Deps are the parts of an Importer.
type Deps struct {
	DB     *models.DB
	Master secrets.Master
	Now    func() time.Time
	Random io.Reader

	Audience, Role string // for users without their own
}

// New makes an Importer. The error is a key that cannot be derived.
func New(d Deps) (*Importer, error) {
	factorSeal, err := d.Master.FactorSeal()
	if err != nil {
		return nil, fmt.Errorf("derive key: %w", err)
	}
	refreshKeys, err := secrets.NewRefreshKeys(d.Master)
	if err != nil {
		return nil, err
	}
	return &Importer{
		db: d.DB, random: d.Random, factorSeal: factorSeal, refreshKeys: refreshKeys, audience: d.Audience, role: d.Role,
		// Databases store microseconds, and an import recognises its claim by a
		// time.
		now: func() time.Time { return d.Now().UTC().Truncate(time.Microsecond) },
	}, nil
}
