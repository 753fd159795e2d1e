// Package num has the few transcendental functions the engine needs, written so
// that they give the same bits on every machine: only + − × ÷ √ and operations on
// the bits of a float64, with an explicit float64(…) around every product, which
// the language defines to forbid fused multiply-add.
//
// It deliberately does not use math.Exp, math.Log, math.Pow or math.FMA, whose
// last bit differs between processors, and makes no claim beyond the error bounds
// written at each function.
package num
