// Package loopback recognises addresses of this machine.
//
// What only this machine can reach may use http and show codes, so every room must ask
// this one and none may compare addresses itself. Only providers/webhook has a list of
// its own: hooks may also be at host.docker.internal, which is no address of this
// machine for anything else. The room never resolves a name: DNS could answer with any
// address.
package loopback
