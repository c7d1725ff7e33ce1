package views

import (
	"encoding/json"
	"time"

	"github.com/a-h/templ"
)

// moments tells the script of the page which times stand in a text, so that it
// can show them in the time zone of who reads. Without it they are in UTC.
func (p Page) moments(times ...time.Time) templ.Attributes {
	texts := map[string]int64{} // a time as it stands in the text: the same in milliseconds since 1970
	for _, t := range times {
		texts[p.text().Moment(t)] = t.UnixMilli()
	}
	data, err := json.Marshal(map[string]any{"numerals": p.text().Numerals(), "texts": texts})
	if err != nil {
		return nil // numbers and texts always have a JSON
	}
	return templ.Attributes{"data-moments": string(data)}
}
