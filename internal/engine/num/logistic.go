package num

// Sigmoid returns 1/(1+e^−x), the chance whose log-odds are x, with a relative
// error below 4 ulp; it never decreases visibly as x grows and never leaves [0, 1].
func Sigmoid(x float64) float64 {
	if x < 0 {
		e := Exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + Exp(-x))
}

// Logit returns the log-odds of p, the inverse of Sigmoid: −Inf for 0, +Inf for 1.
func Logit(p float64) float64 {
	return Log(p / (1 - p))
}

// Normal returns the chance that a standard normal variable is below x, with an
// absolute error below 2·10⁻⁴ (the logistic approximation of Page, "Approximations
// to the cumulative normal function", Applied Statistics 26, 1977).
func Normal(x float64) float64 {
	cube := float64(float64(x*x) * x)
	return Sigmoid(float64(1.5976*x) + float64(0.07056*cube))
}

// NormalQuantile returns the x whose Normal is p, by Newton's steps on Page's cubic.
func NormalQuantile(p float64) float64 {
	odds := Logit(p)
	x := odds / 2
	for range 12 {
		square := float64(x * x)
		miss := float64(x*(1.5976+float64(0.07056*square))) - odds
		x -= miss / (1.5976 + float64(0.21168*square))
	}
	return x
}
