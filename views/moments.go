package views

import (
	"encoding/json"
	"time"

	"github.com/a-h/templ"
)

// moments tells the script which times stand in a text, so it can show them in the
// time zone of the reader. Without the script they are in UTC.
func (p Page) moments(times ...time.Time) templ.Attributes {
	texts := map[string]int64{} // by the text of a time: its milliseconds since 1970
	for _, t := range times {
		texts[p.text().Moment(t)] = t.UnixMilli()
	}
	data, err := json.Marshal(map[string]any{"numerals": p.text().Numerals(), "texts": texts})
	if err != nil {
		return nil // numbers and texts always have a JSON
	}
	return templ.Attributes{"data-moments": string(data)}
}
