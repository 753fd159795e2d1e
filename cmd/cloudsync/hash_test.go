package main

import "darasa/internal/wire"

func segmentHash(body []byte) [32]byte {
	hash, err := wire.Hash(body)
	if err != nil {
		panic(err)
	}
	return hash
}
