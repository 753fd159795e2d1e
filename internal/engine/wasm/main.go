//go:build js && wasm

// Command wasm is the tutor on the tablet: it puts the object darasaTutor into the
// browser's global scope and waits.
//
//	engine                           the engine's version
//	load(course, snapshot)           Uint8Arrays; "" or why not; again for more snapshots
//	open(plan)                       Uint8Array; "" or why not
//	withhold(mask)                   Uint8Array, a byte a skill: 1 for those not to be
//	                                 offered because their exercises are not here yet
//	next(now, skill?)                JSON of the next exercise, now in ticks of 10 ms;
//	                                 of this skill, where it may be chosen: then the
//	                                 first reason names it
//	answer(item, instance, correct,
//	       hints, duration, at,
//	       role?, vote?, firstRight?) JSON of what changed; duration and at in ticks
//	skills(now)                      JSON array of every skill
//	digest()                         16 hexadecimal digits of the learner's state
//	state()                          Uint8Array of the learner's state
//
// Build it with -trimpath -ldflags="-s -w" -gcflags=X=-l for runtime,
// syscall/js, darasa/internal/engine/codec and darasa/internal/engine/wasm/..., and
// -gcflags=internal/...=-B, which are the runtime's own packages: the flags its size is
// tested with. It imports syscall/js and the tutor only. No call throws and none ends the
// program: what goes wrong comes back as {"error":…}.
package main

import (
	"errors"
	"syscall/js"

	"darasa/internal/engine/wasm/desk"
	"darasa/internal/tutor"
)

var errArguments = errors.New("wasm: arguments are not as documented")

// maxInput bounds the bytes taken from the browser in one argument.
const maxInput = 1 << 24

func main() {
	d := &desk.Desk{}
	object := js.Global().Get("Object").New()
	object.Set("engine", tutor.Version)
	object.Set("load", text(func(args []js.Value) (string, error) {
		return "", d.Load(input(args[0]), input(args[1]))
	}))
	object.Set("open", text(func(args []js.Value) (string, error) { return "", d.Open(input(args[0])) }))
	object.Set("withhold", text(func(args []js.Value) (string, error) {
		d.Withhold(input(args[0]))
		return "", nil
	}))
	object.Set("next", answer(func(args []js.Value) (string, error) {
		if len(args) > 1 {
			return d.NextOf(desk.Tick(args[0].Float()), args[1].Float())
		}
		return d.Next(desk.Tick(args[0].Float()))
	}))
	object.Set("skills", answer(func(args []js.Value) (string, error) { return d.Skills(desk.Tick(args[0].Float())) }))
	object.Set("answer", answer(func(args []js.Value) (string, error) {
		e, err := desk.Evidence(args[0].Float(), args[1].Float(), args[2].Bool(),
			args[3].Float(), args[4].Float(), args[5].Float())
		if err == nil && len(args) > 8 {
			e, err = desk.Together(e, args[6].Float(), args[7].Float(), args[8].Bool())
		}
		if err != nil {
			return "", err
		}
		return d.Answer(e)
	}))
	object.Set("digest", text(func([]js.Value) (string, error) { return d.Digest(), nil }))
	object.Set("state", js.FuncOf(func(js.Value, []js.Value) any {
		state := d.State()
		array := js.Global().Get("Uint8Array").New(len(state))
		js.CopyBytesToJS(array, state)
		return array
	}))
	js.Global().Set("darasaTutor", object)
	select {}
}

// text wraps a call whose error is its result's text.
func text(call func([]js.Value) (string, error)) js.Func {
	return wrap(call, func(err error) string { return err.Error() })
}

// answer wraps a call whose result is JSON, also when it fails.
func answer(call func([]js.Value) (string, error)) js.Func {
	return wrap(call, desk.Failure)
}

// wrap keeps a wrong argument from ending the module, which would end the lesson.
func wrap(call func([]js.Value) (string, error), failure func(error) string) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) (result any) {
		defer func() {
			if recover() != nil {
				result = failure(errArguments)
			}
		}()
		out, err := call(args)
		if err != nil {
			return failure(err)
		}
		return out
	})
}

// input copies a Uint8Array; anything else panics, which wrap turns into an error.
func input(v js.Value) []byte {
	n := v.Length()
	if n > maxInput {
		panic(errArguments)
	}
	b := make([]byte, n)
	js.CopyBytesToGo(b, v)
	return b
}
