// Package othernames translates the settings of other servers to ours, so that a
// deployment of Supabase Auth can start with its own:
//
//   - the environment of GoTrue, the server behind Supabase Auth (FromGoTrue);
//   - the config.toml of the Supabase CLI (IsSupabase, FromSupabase);
//   - the secrets that GoTrue does not have, made from the one that it has
//     (FromSecret).
//
// It translates texts to texts: our key, the value in our notation, and the name
// that the operator used, for errors. Package config, which calls this one, knows
// our keys and checks the values. docs/other-names.md is made from the table of
// gotrue.go.
//
// Its rules:
//
//   - our own names win: a key that is set stays;
//   - only values that are set are translated: defaults are ours;
//   - names without a meaning here are reported to the operator once and stop
//     nobody. Wrong values stop the start;
//   - a value is never shown, except one of a closed list.
//
// It reads no file and no environment, and keeps nothing.
package othernames
