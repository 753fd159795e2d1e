package num

import "math"

// Limits of Exp: above expMax the result overflows, below expMin it is less than
// the smallest normal number and is given as zero.
const (
	expMax = 709.782712893384
	expMin = -708.3964185322641
)

// ln 2 in two parts; the high part has 32 trailing zero bits, so that k·ln2High is
// exact for every exponent k of a float64.
const (
	ln2High = 6.93147180369123816490e-01
	ln2Low  = 1.90821492927058770002e-10
	log2E   = 1.44269504088896338700e+00
)

// Exp returns e to the power x with a relative error below 2 ulp. It reduces the
// argument by multiples of ln 2 in two parts (Cody and Waite, "Software Manual for
// the Elementary Functions", 1980, chapter 6) and sums the Taylor series on
// [−½ ln 2, ½ ln 2] to degree 13. Results below the normal range are 0.
func Exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > expMax:
		return math.Inf(1)
	case x < expMin:
		return 0
	}
	k := math.Floor(float64(x*log2E) + 0.5)
	high := x - float64(k*ln2High)
	low := float64(k * ln2Low)
	r := high - low
	rest := (high - r) - low

	// e^r − 1 − r, then the rounding error of r itself is put back to first order.
	square := float64(r * r)
	tail := float64(square * expTail(r, square))
	return scale(1+(r+(tail+rest)), int(k))
}

// expTail returns (e^r − 1 − r)/r² as a polynomial in r, evaluated in pairs
// (Estrin's scheme) so that a processor can overlap the steps.
func expTail(r, r2 float64) float64 {
	const (
		c2, c3, c4, c5     = 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120
		c6, c7, c8, c9     = 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880
		c10, c11, c12, c13 = 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800
	)
	r4 := float64(r2 * r2)
	a := (c2 + float64(c3*r)) + float64((c4+float64(c5*r))*r2)
	b := (c6 + float64(c7*r)) + float64((c8+float64(c9*r))*r2)
	c := (c10 + float64(c11*r)) + float64((c12+float64(c13*r))*r2)
	return a + float64((b+float64(c*r4))*r4)
}

// scale returns x·2^k for x in [0.5, 2] and k in [−1022, 1024], in two exact steps
// so that k = 1024 does not overflow before the product is known.
func scale(x float64, k int) float64 {
	half := k / 2
	first := math.Float64frombits(uint64(half+1023) << 52)
	second := math.Float64frombits(uint64(k-half+1023) << 52)
	return float64(float64(x*first) * second)
}
