//go:build !planted

package planted

// On reports whether the bug is planted: never, in the program that ships.
func On(Bug) bool { return false }
