package models

import (
	"database/sql/driver"
	"strings"
)

// Face is where a code is asked for and entered, and who holds the session that it
// opens. A code of one face is wrong at every other. The zero Face is none.
type Face struct {
	Door Door
	ID   string // of the app or the second factor; "" where the door says it all
}

// Door is a kind of face.
type Door string

// The doors. Columns hold them as they are written here, with ":" and the ID behind
// them where there is one; of DoorApp they hold the ID alone.
const (
	DoorApp    Door = ""        // an app, which holds its session itself
	DoorSite   Door = "@site"   // the same for the app that needs no id
	DoorAPI    Door = "@api"    // the JSON API
	DoorPages  Door = "@pages"  // our own pages; ID is the app that people sign in to, "" for the one that needs no id
	DoorFactor Door = "@factor" // the proof of a second factor, which ID names
)

// APIFace is the JSON API.
func APIFace() Face { return Face{Door: DoorAPI} }

// PagesFace is our own pages for an app; "" is the app that needs no id.
func PagesFace(app string) Face { return Face{DoorPages, app} }

// FactorFace is the proof of a second factor.
func FactorFace(id string) Face { return Face{DoorFactor, id} }

// AppFace is an app that holds its session itself; "" is the app that needs no id.
func AppFace(id string) Face {
	if id == "" {
		return Face{Door: DoorSite}
	}
	return Face{DoorApp, id}
}

// IsPages reports whether it is our own pages, for whichever app.
func (f Face) IsPages() bool { return f.Door == DoorPages }

// App is the id of the app that people sign in to or that holds the session; "" for
// the app that needs no id, and where there is none.
func (f Face) App() string {
	if f.Door == DoorFactor {
		return ""
	}
	return f.ID
}

// String is the face as columns hold it: "@api", "@pages:shop", "shop".
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
