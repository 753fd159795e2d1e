package num

// Pow returns x to the power y for x ≥ 0 as Exp(y·Log(x)), with a relative error
// below (4 + 2·|y·ln x|)·2⁻⁵²: enough for memory curves, whose exponents are small.
// Pow(x, 0) and Pow(1, y) are exactly 1; negative x gives NaN unless y is 0.
func Pow(x, y float64) float64 {
	if y == 0 || x == 1 {
		return 1
	}
	return Exp(float64(y * Log(x)))
}
