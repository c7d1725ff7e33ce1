package config

import "testing"

func TestTheExampleFileIsRight(t *testing.T) {
	cfg, err := Load("../docs/phonelogin.example.toml", nil)
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Mode != Development || len(cfg.Apps) == 0 {
		t.Errorf("the example has mode %q and %d apps, want development and at least one", cfg.Mode, len(cfg.Apps))
	}
	if err := cfg.Check(readers()); err != nil {
		t.Errorf("Check: %v", err)
	}
}
