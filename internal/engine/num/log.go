package num

import "math"

const (
	fractionMask  = 1<<52 - 1
	smallestPlain = 2.2250738585072014e-308
	two54         = 1 << 54
	sqrtHalf      = 0.70710678118654752440
)

// Log returns the natural logarithm of x with an error below 1.5 ulp. It writes
// x = 2^k·m with m in [√½, √2) and uses log m = 2·atanh(s), s = (m−1)/(m+1), as the
// odd Taylor series to s^23, arranged so that the exact m−1 carries the leading
// bits (the arrangement of Tang, "Table-driven implementation of the logarithm
// function", ACM TOMS 16, 1990). Log(0) is −Inf; negative numbers give NaN.
func Log(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64:
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	m, k := split(x)
	f := m - 1
	s := f / (2 + f)
	series := logSeries(float64(s * s))
	exponent := float64(k)
	return float64(exponent*ln2High) - ((float64(s*(f-series)) - float64(exponent*ln2Low)) - f)
}

// logSeries returns 2·(t/3 + t²/5 + … + t¹¹/23) for t = s².
func logSeries(t float64) float64 {
	const (
		c1, c2, c3, c4 = 2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9
		c5, c6, c7, c8 = 2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17
		c9, c10, c11   = 2.0 / 19, 2.0 / 21, 2.0 / 23
	)
	t2 := float64(t * t)
	t4 := float64(t2 * t2)
	a := (c1 + float64(c2*t)) + float64((c3+float64(c4*t))*t2)
	b := (c5 + float64(c6*t)) + float64((c7+float64(c8*t))*t2)
	c := (c9 + float64(c10*t)) + float64(c11*t2)
	return float64(t * (a + float64((b+float64(c*t4))*t4)))
}

// split returns m in [√½, √2) and k with x = m·2^k, for positive finite x.
func split(x float64) (m float64, k int) {
	if x < smallestPlain {
		x, k = float64(x*two54), -54
	}
	bits := math.Float64bits(x)
	k += int(bits>>52) - 1022
	m = math.Float64frombits(bits&fractionMask | 1022<<52)
	if m < sqrtHalf {
		m, k = float64(m*2), k-1
	}
	return m, k
}
