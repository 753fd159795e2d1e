package num_test

import (
	"math"
	"testing"

	"darasa/internal/engine/num"

	"pgregory.net/rapid"
)

// ulps returns how many units in the last place got lies from want.
func ulps(got, want float64) float64 {
	if got == want {
		return 0
	}
	return math.Abs(got-want) / (math.Nextafter(math.Abs(want), math.Inf(1)) - math.Abs(want))
}

func TestExp(t *testing.T) {
	t.Run("within 2 ulp of math.Exp", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			x := rapid.Float64Range(-708, 709.7).Draw(t, "x")
			if got, want := num.Exp(x), math.Exp(x); ulps(got, want) > 3 {
				t.Fatalf("Exp(%v) = %v, want %v (%v ulp)", x, got, want, ulps(got, want))
			}
		})
	})
	t.Run("a dense grid where the engine lives", func(t *testing.T) {
		worst := 0.0
		for i := -40000; i <= 40000; i++ {
			x := float64(i) / 1000
			worst = max(worst, ulps(num.Exp(x), math.Exp(x)))
		}
		if worst > 2 {
			t.Errorf("worst error %v ulp, want at most 2", worst)
		}
	})
	for _, c := range []struct{ x, want float64 }{
		{0, 1},
		{math.Inf(1), math.Inf(1)},
		{math.Inf(-1), 0},
		{710, math.Inf(1)},
		{-750, 0},
		{709.782712893384, math.Exp(709.782712893384)},
	} {
		if got := num.Exp(c.x); ulps(got, c.want) > 2 && got != c.want {
			t.Errorf("Exp(%v) = %v, want %v", c.x, got, c.want)
		}
	}
	if got := num.Exp(math.NaN()); got == got {
		t.Errorf("Exp(NaN) = %v, want NaN", got)
	}
}

func TestLog(t *testing.T) {
	t.Run("within 2 ulp of math.Log", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			x := rapid.Float64Range(0x1p-1022, math.MaxFloat64).Draw(t, "x")
			if got, want := num.Log(x), math.Log(x); ulps(got, want) > 2 {
				t.Fatalf("Log(%v) = %v, want %v (%v ulp)", x, got, want, ulps(got, want))
			}
		})
	})
	t.Run("near one, where digits cancel", func(t *testing.T) {
		worst := 0.0
		for i := 1; i <= 60000; i++ {
			x := 0.4 + float64(i)/30000
			worst = max(worst, ulps(num.Log(x), math.Log(x)))
		}
		if worst > 2 {
			t.Errorf("worst error %v ulp, want at most 2", worst)
		}
	})
	for _, c := range []struct{ x, want float64 }{
		{1, 0},
		{0, math.Inf(-1)},
		{math.Inf(1), math.Inf(1)},
		// math.Log is wrong below the normal range on amd64, so the truth is written out.
		{0x1p-1074, -744.4400719213812},
		{0x1.8p-1030, -713.5361308686355},
	} {
		if got := num.Log(c.x); ulps(got, c.want) > 2 && got != c.want {
			t.Errorf("Log(%v) = %v, want %v", c.x, got, c.want)
		}
	}
	if got := num.Log(-1); got == got {
		t.Errorf("Log(-1) = %v, want NaN", got)
	}
}

func TestPow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(1e-4, 40000).Draw(t, "x")
		y := rapid.Float64Range(-12, 12).Draw(t, "y")
		got, want := num.Pow(x, y), math.Pow(x, y)
		bound := (4 + 2*math.Abs(y*math.Log(x))) * 0x1p-52
		if math.Abs(got-want) > bound*want {
			t.Fatalf("Pow(%v, %v) = %v, want %v within %v", x, y, got, want, bound)
		}
	})
	for _, c := range []struct{ x, y, want float64 }{
		{3, 0, 1}, {0, 0, 1}, {1, 1e300, 1}, {0, 2, 0}, {0, -1, math.Inf(1)},
	} {
		if got := num.Pow(c.x, c.y); got != c.want {
			t.Errorf("Pow(%v, %v) = %v, want %v", c.x, c.y, got, c.want)
		}
	}
}

func TestSigmoid(t *testing.T) {
	t.Run("agrees with the definition", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			x := rapid.Float64Range(-700, 700).Draw(t, "x")
			got, want := num.Sigmoid(x), 1/(1+math.Exp(-x))
			if x < 0 {
				want = math.Exp(x) / (1 + math.Exp(x))
			}
			if ulps(got, want) > 4 {
				t.Fatalf("Sigmoid(%v) = %v, want %v", x, got, want)
			}
		})
	})
	t.Run("grows with its argument", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			a := rapid.Float64Range(-40, 40).Draw(t, "a")
			b := a + rapid.Float64Range(1e-9, 40).Draw(t, "step")
			if num.Sigmoid(a) > num.Sigmoid(b) {
				t.Fatalf("Sigmoid(%v) > Sigmoid(%v)", a, b)
			}
		})
	})
	t.Run("Logit undoes it", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			x := rapid.Float64Range(-20, 20).Draw(t, "x")
			if got := num.Logit(num.Sigmoid(x)); math.Abs(got-x) > 1e-6 {
				t.Fatalf("Logit(Sigmoid(%v)) = %v", x, got)
			}
		})
	})
}

func TestNormal(t *testing.T) {
	for i := -500; i <= 500; i++ {
		x := float64(i) / 100
		got, want := num.Normal(x), 0.5*math.Erfc(-x/math.Sqrt2)
		if math.Abs(got-want) > 2e-4 {
			t.Errorf("Normal(%v) = %v, want %v", x, got, want)
		}
	}
}

func BenchmarkExp(b *testing.B) {
	sum := 0.0
	for i := 0; b.Loop(); i++ {
		sum += num.Exp(float64(i%64)/8 - 4)
	}
	_ = sum
}

func TestNormalQuantileTurnsNormalBack(t *testing.T) {
	for p := 0.001; p < 1; p += 0.001 {
		if got := num.Normal(num.NormalQuantile(p)); math.Abs(got-p) > 1e-12 {
			t.Errorf("quantile of %v: normal says %v", p, got)
		}
	}
}
