// Package hubapi answers tablets and teachers over HTTP: docs/protocol.md in Go,
// one noun one file. It reads and writes JSON, checks who asks, calls package
// classroom, and maps errors to statuses.
//
// It deliberately decides nothing about a class: rules live in classroom, state
// in the store behind it. docs/openapi.yaml specifies every body, and a test
// compares the two.
package hubapi
