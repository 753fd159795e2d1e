// Package uplink is the hub's side of the exchange with a cloud over HTTP: it
// enrols, and it carries out the requests of replication.Call, a few at a time and
// as many bytes as the link bears.
//
// It deliberately decides nothing about what is exchanged and keeps nothing: when
// and how often to call, and where receipts are kept, is its caller's business.
// An answer counts only when the cloud's key signed it.
package uplink
