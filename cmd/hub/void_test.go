package main_test

import (
	"strings"
	"testing"
)

// A word on what the pack does not have is refused, beside a running hub and without.
func TestVoid_Unknown(t *testing.T) {
	dir := t.TempDir()
	r := boot(t, dir)
	for range 2 {
		code, _, stderr := command(t, "void", "--data", dir, "numeracy/no-such@00")
		if code != 2 || !strings.Contains(stderr, "no generator version") {
			t.Errorf("code %d: %s", code, stderr)
		}
		r.stop()
	}
}
