// Package websocket keeps the live classroom's connections: tablets say who sits
// at them, teachers see the board move.
//
// It deliberately knows no rule of a class; what messages mean it asks its Room.
// Everything a client can make it hold is bounded, and nothing that passes here
// is a promise: answers travel by POST /ops and its acknowledgement.
package websocket
