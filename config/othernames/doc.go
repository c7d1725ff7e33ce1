// Package othernames is the dictionary between the settings of other servers and
// ours, so that a deployment of Supabase Auth starts with what it has:
//
//   - the environment of GoTrue, the server that Supabase Auth is (FromGoTrue);
//   - the config.toml of the Supabase CLI (IsSupabase, FromSupabase);
//   - the secrets that GoTrue does not have, made from the one that it has
//     (FromSecret).
//
// It takes texts and gives texts: our key, the value in our notation, and the name
// under which the operator gave it, for errors. What our keys are and whether the
// values make sense is for package config, which calls this one and is not known
// here. docs/other-names.md is made from the table of gotrue.go.
//
// Its rules:
//
//   - a name of ours wins: a key that is set is left alone;
//   - only what is set is translated: defaults are ours;
//   - what means nothing here is named to the operator once, and stops nobody.
//     What is mistyped stops the start;
//   - a value is never shown, except one of a closed list.
//
// It reads no file and no environment, and keeps nothing.
package othernames
