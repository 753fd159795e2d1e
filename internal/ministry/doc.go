// Package ministry is what a ministry may see: schools, their last contact, how
// much they work and how far skills are known, with every group of fewer than ten
// learners hidden, also from whoever subtracts.
//
// It is pure and knows sums only. It deliberately sees no name, no handle, no
// attempt, no storage and no clock.
package ministry
