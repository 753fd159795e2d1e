//go:build !(js && wasm)

package main

func main() {
	println("wasm: build me with GOOS=js GOARCH=wasm")
}
