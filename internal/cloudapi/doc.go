// Package cloudapi answers hubs and the ministry over HTTP: enrolment, the
// exchange with its segments, catalogues and directories, sign-in and the
// overview, as docs/protocol.md says under "Hub ↔ cloud".
//
// It deliberately decides nothing: what may be kept is the store's business, what
// an exchange says is package replication's, what may be shown package ministry's.
package cloudapi
