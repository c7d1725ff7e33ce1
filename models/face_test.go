package models_test

import (
	"testing"

	"phonelogin/models"
)

func TestAFaceIsStoredAsItIsCalled(t *testing.T) {
	for text, face := range map[string]models.Face{
		"@api":       models.APIFace(),
		"@pages":     models.PagesFace(""),
		"@pages:web": models.PagesFace("web"),
		"@factor:f1": models.FactorFace("f1"),
		"@site":      models.AppFace(""),
		"web":        models.AppFace("web"),
		"":           {},
	} {
		if stored, err := face.Value(); err != nil || stored != text {
			t.Errorf("%+v: stored as %v, %v, want %q", face, stored, err, text)
		}
		for _, column := range []any{text, []byte(text)} {
			var read models.Face
			if err := read.Scan(column); err != nil || read != face {
				t.Errorf("%q: read as %+v, %v, want %+v", text, read, err, face)
			}
		}
	}
}

func TestAFaceTellsItsApp(t *testing.T) {
	for face, app := range map[models.Face]string{
		models.PagesFace("web"): "web", models.AppFace("web"): "web", models.PagesFace(""): "", models.FactorFace("f1"): "", models.APIFace(): "",
	} {
		if got := face.App(); got != app {
			t.Errorf("%s: got %q, want %q", face, got, app)
		}
	}
}
