package curriculum

import "io/fs"

// faults collects what is wrong with a pack, so that an author sees all of it and
// not one fault a run.
type faults []error

// add takes in a fault; nil is none.
func (f *faults) add(err error) {
	if err != nil {
		*f = append(*f, err)
	}
}

// Faults lists everything that is wrong with the pack folder at the root of fsys,
// each with its file, the place in it and what to do; a sound one is also built. Of
// one generator it names the first fault only, for the next may follow from it, and
// a pack with a file that cannot be read is not compared further.
func Faults(fsys fs.FS) (*Built, []error) {
	p, found := load(fsys)
	if p == nil {
		return nil, found
	}
	b := &Built{Pack: p}
	for i := range p.Generators {
		if p.checkGenerator(&p.Generators[i]) == nil {
			found.add(b.enumerate(i))
		}
	}
	if len(found) == 0 {
		found = b.inflect()
	}
	if len(found) > 0 {
		return nil, found
	}
	if err := b.finish(); err != nil {
		return nil, []error{err}
	}
	return b, nil
}
