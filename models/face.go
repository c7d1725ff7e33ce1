package models

import (
	"database/sql/driver"
	"strings"
)

// Face says where a code is requested and entered, and who holds the session that
// it opens. A code of one face is wrong at every other. The zero Face is none.
type Face struct {
	Door Door
	ID   string // id of the app or the second factor; "" for doors without one
}

// Door is a kind of face.
type Door string

// The doors. Columns hold these values, with ":" and the ID after them if there is
// one. For DoorApp they hold the ID alone.
const (
	DoorApp    Door = ""        // an app, which holds its session itself
	DoorSite   Door = "@site"   // the default app, which holds its session itself
	DoorAPI    Door = "@api"    // the JSON API
	DoorPages  Door = "@pages"  // our own pages; ID is the app of the sign-in, "" for the default app
	DoorFactor Door = "@factor" // the proof of the second factor ID
)

// APIFace is the JSON API.
func APIFace() Face { return Face{Door: DoorAPI} }

// PagesFace is our own pages for an app; "" is the default app.
func PagesFace(app string) Face { return Face{DoorPages, app} }

// FactorFace is the proof of a second factor.
func FactorFace(id string) Face { return Face{DoorFactor, id} }

// AppFace is an app that holds its session itself; "" is the default app.
func AppFace(id string) Face {
	if id == "" {
		return Face{Door: DoorSite}
	}
	return Face{DoorApp, id}
}

// IsPages reports whether it is our own pages, for any app.
func (f Face) IsPages() bool { return f.Door == DoorPages }

// App is the id of the app of the sign-in or the session; "" for the default app or
// none.
func (f Face) App() string {
	if f.Door == DoorFactor {
		return ""
	}
	return f.ID
}

// String is the face in the form of columns: "@api", "@pages:shop", "shop".
func (f Face) String() string {
	if f.Door == DoorApp || f.ID == "" {
		return string(f.Door) + f.ID
	}
	return string(f.Door) + ":" + f.ID
}

// Scan reads a column.
func (f *Face) Scan(v any) error {
	var text Text
	if err := text.Scan(v); err != nil {
		return err
	}
	door, id, _ := strings.Cut(string(text), ":")
	switch d := Door(door); d {
	case DoorSite, DoorAPI, DoorPages, DoorFactor:
		*f = Face{d, id}
	default: // no app's id begins with "@"
		*f = Face{DoorApp, string(text)}
	}
	return nil
}

// Value writes a column.
func (f Face) Value() (driver.Value, error) { return f.String(), nil }

// onPages is the condition that a column holds a face of our own pages.
func onPages(column string) string { return `(` + column + ` LIKE '` + string(DoorPages) + `%')` }
