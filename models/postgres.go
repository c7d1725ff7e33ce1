package models

import (
	"database/sql"

	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

// openPostgres is GORM's dialect over a pool to a Postgres database.
func openPostgres(o Options) (gorm.Dialector, *pooling, error) {
	config, modeGiven, err := parsePostgres(o.URL)
	if err != nil {
		return nil, nil, err
	}
	p := newPooling(o.Pooler, modeGiven)
	connector := stdlib.GetConnector(*config, stdlib.OptionBeforeConnect(p.prepare), stdlib.OptionAfterConnect(p.look))
	return postgres.New(postgres.Config{Conn: sql.OpenDB(discreet{connector})}), p, nil
}
