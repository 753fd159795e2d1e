//go:build planted

package planted

var active Bug

// On reports whether the bug is planted now.
func On(b Bug) bool { return b == active }

// Set plants one bug instead of the one before; None plants none.
func Set(b Bug) { active = b }
