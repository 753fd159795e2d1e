// Package mdns announces a hub on the networks it has an address in, and finds
// the hubs that others announced. It wraps github.com/grandcat/zeroconf v1.0.0 and
// makes good what that release lacks: it waits until there is an address, registers
// anew when addresses change, retries, and gives every hub a name of its own.
//
// It deliberately announces no name of a school, a classroom or a person, answers
// no questions about host names, and is not how tablets find their hub: they come
// by its DNS name and QR code.
package mdns

// Service is the DNS-SD type of a hub.
const Service = "_classhub._tcp"

const domain = "local."
