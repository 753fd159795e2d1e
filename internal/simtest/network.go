package simtest

import "slices"

// send delivers a message through the bad network: lost, late or twice. It goes to
// one life of a node; a later one never saw the connection.
func (w *World) send(deliver func()) {
	if w.random.Float64() < w.Faults.Loss {
		return
	}
	w.schedule(1+w.random.Int64N(w.Faults.Delay), deliver)
	if w.random.Float64() < w.Faults.Duplicate {
		w.schedule(1+w.random.Int64N(2*w.Faults.Delay), deliver)
	}
}

// request sends to a node and its reply back, if both lives last that long.
func (w *World) request(n *Node, serve func() (any, bool), reply func(any)) {
	w.send(func() {
		if n.down {
			return
		}
		answer, ok := serve()
		if !ok {
			return
		}
		life := n.life
		w.send(func() {
			if n.life == life {
				reply(answer)
			}
		})
	})
}

// bent returns a message as it arrives: now and then with a byte changed.
func (w *World) bent(body []byte) []byte {
	if len(body) == 0 || w.random.Float64() >= w.Faults.Corrupt {
		return body
	}
	out := slices.Clone(body)
	out[w.random.IntN(len(out))] ^= 1 << w.random.IntN(8)
	return out
}
