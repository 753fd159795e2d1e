// Package web is the plumbing every HTTP surface of the product shares: strict
// and bounded JSON, one map between error codes and statuses, security headers,
// the guards against foreign pages, request logs without names or tokens, static
// files, and a server that slow or hostile clients cannot hold up.
//
// It imports the standard library and package school only, and deliberately
// knows no route, no noun and no store.
package web
