package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"darasa/internal/ministry"
	"darasa/internal/school"
)

// Country returns the sums of all schools and skills, nothing hidden yet.
func (c *Cloud) Country(ctx context.Context) (country ministry.Country, err error) {
	tx, err := c.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // one moment for both
	if err != nil {
		return country, fmt.Errorf("read country: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	places := map[int64]int{} // school's row → place in country.Schools
	if country.Schools, err = readSchools(ctx, tx, places); err != nil {
		return country, fmt.Errorf("read schools: %w", err)
	}
	if err := c.readContacts(ctx, tx, places, country.Schools); err != nil {
		return country, fmt.Errorf("read hubs: %w", err)
	}
	if err := readWeeks(ctx, tx, places, country.Schools); err != nil {
		return country, fmt.Errorf("read weeks: %w", err)
	}
	if err := c.readTrouble(ctx, tx, places, country.Schools); err != nil {
		return country, fmt.Errorf("read trouble: %w", err)
	}
	if country.Skills, err = readSkills(ctx, tx, places); err != nil {
		return country, fmt.Errorf("read skills: %w", err)
	}
	return country, nil
}

func readSchools(ctx context.Context, tx *sql.Tx, places map[int64]int) ([]ministry.School, error) {
	rows, err := tx.QueryContext(ctx, `SELECT s.id, s.uuid, s.name, coalesce(x.attempts, 0),
		(SELECT max(h.contact) FROM hub h WHERE h.school = s.id),
		(SELECT count(*) FROM learner l WHERE l.school = s.id) - (SELECT count(*) - count(DISTINCT x.one)
			FROM same_as x JOIN learner l ON l.school = x.school AND l.handle = x.learner WHERE x.school = s.id)
		FROM school s LEFT JOIN school_total x ON x.school = s.id ORDER BY s.name, s.uuid`)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(scan func(...any) error) (s ministry.School, err error) {
		var row int64
		var contact sql.NullInt64
		if err := scan(&row, scanID(&s.ID), &s.Name, &s.Attempts, &contact, &s.Learners); err != nil {
			return s, err
		}
		places[row] = len(places)
		if contact.Valid {
			s.LastContact = &contact.Int64
		}
		return s, nil
	})
}

// skillsOnce counts every record for a child, takes away those that are one child's and
// adds the child: joined records are few, and the others pay nothing for them.
const skillsOnce = `SELECT name, school, unaided, unaided_right, learners FROM (
	SELECT k.id AS skill, k.name AS name, l.school AS school, s.unaided AS unaided, s.unaided_right AS unaided_right, count(*) AS learners
		FROM skill k JOIN learner_skill s ON s.skill = k.id JOIN learner l ON l.id = s.learner
		GROUP BY k.id, l.school, s.unaided, s.unaided_right
	UNION ALL SELECT k.id, k.name, l.school, s.unaided, s.unaided_right, -1
		FROM same_as x JOIN learner l ON l.school = x.school AND l.handle = x.learner JOIN learner_skill s ON s.learner = l.id JOIN skill k ON k.id = s.skill
	UNION ALL SELECT k.id, k.name, l.school, sum(s.unaided), sum(s.unaided_right), 1
		FROM same_as x JOIN learner l ON l.school = x.school AND l.handle = x.learner JOIN learner_skill s ON s.learner = l.id JOIN skill k ON k.id = s.skill
		GROUP BY k.id, l.school, x.one
) ORDER BY skill, school`

func readSkills(ctx context.Context, tx *sql.Tx, places map[int64]int) ([]ministry.Skill, error) {
	rows, err := tx.QueryContext(ctx, skillsOnce)
	if err != nil {
		return nil, err
	}
	var out []ministry.Skill
	_, err = collect(rows, func(scan func(...any) error) (struct{}, error) {
		var name string
		var row, unaided, right int64
		var learners int
		if err := scan(&name, &row, &unaided, &right, &learners); err != nil {
			return struct{}{}, err
		}
		if len(out) == 0 || out[len(out)-1].ID != name {
			out = append(out, ministry.Skill{ID: name})
		}
		s := &out[len(out)-1]
		if n := len(s.Counts); n == 0 || s.Counts[n-1].School != places[row] {
			s.Counts = append(s.Counts, ministry.Count{School: places[row]})
		}
		count := &s.Counts[len(s.Counts)-1]
		count.Learners += learners
		count.Unaided += int64(learners) * unaided
		count.Right += int64(learners) * right
		if ministry.Knows(unaided, right) {
			count.Known += learners
		}
		return struct{}{}, nil
	})
	return out, err
}

// Tallies returns one line per sum, sorted: the whole derived state as text, for
// comparing two clouds.
func (c *Cloud) Tallies(ctx context.Context) ([]string, error) {
	rows, err := c.read.QueryContext(ctx, `SELECT lower(hex(s.uuid)) || ' ' || x.attempts || ' ' || x.unplaced FROM school_total x JOIN school s ON s.id = x.school
		UNION ALL SELECT lower(hex(s.uuid)) || ' ' || lower(hex(l.handle)) || ' ' || k.name || ' ' || t.attempts || ' ' || t.correct || ' ' || t.unaided || ' ' || t.unaided_right
			FROM learner_skill t JOIN learner l ON l.id = t.learner JOIN school s ON s.id = l.school JOIN skill k ON k.id = t.skill
		UNION ALL SELECT lower(hex(s.uuid)) || ' ' || lower(hex(x.learner)) || ' is ' || lower(hex(x.one)) FROM same_as x JOIN school s ON s.id = x.school
		UNION ALL SELECT lower(hex(s.uuid)) || ' week ' || w.week || ' ' || w.attempts FROM school_week w JOIN school s ON s.id = w.school
		ORDER BY 1`)
	if err != nil {
		return nil, fmt.Errorf("read sums: %w", err)
	}
	return collect(rows, func(scan func(...any) error) (line string, err error) { return line, scan(&line) })
}

// CloudStatus is what an operator looks at first.
type CloudStatus struct {
	Schools  int            `json:"schools"`
	Hubs     int            `json:"hubs"`
	Segments int            `json:"segments"`
	Bytes    int64          `json:"bytes"` // of segments
	Attempts int64          `json:"attempts"`
	Unplaced int64          `json:"unplaced"` // attempts at items their catalogue does not have
	Waiting  []CloudWaiting `json:"waiting"`
	Alarms   []CloudAlarm   `json:"alarms"`
	Refusals []CloudRefusal `json:"refusals"` // newest first, at most 50
	Refused  int            `json:"refused"`
}

// CloudWaiting says how many segments of a hub wait, and for what.
type CloudWaiting struct {
	Hub      school.ID `json:"hub"`
	For      string    `json:"for"`
	Segments int       `json:"segments"`
}

// CloudAlarm names two segments at one place.
type CloudAlarm struct {
	First  string `json:"first"`
	Second string `json:"second"`
	At     int64  `json:"at"` // ticks
}

// CloudRefusal is something that was not kept.
type CloudRefusal struct {
	Hub     school.ID `json:"hub"`
	At      int64     `json:"at"` // ticks
	Code    string    `json:"code"`
	Message string    `json:"message"`
}

// Status counts what is held, waits, was refused or looks wrong.
func (c *Cloud) Status(ctx context.Context) (s CloudStatus, err error) {
	row := c.read.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM school), (SELECT count(*) FROM hub), (SELECT count(*) FROM segment),
		(SELECT coalesce(sum(length(body)), 0) FROM segment), (SELECT coalesce(sum(attempts), 0) FROM school_total),
		(SELECT coalesce(sum(unplaced), 0) FROM school_total), (SELECT count(*) FROM refusal)`)
	if err := row.Scan(&s.Schools, &s.Hubs, &s.Segments, &s.Bytes, &s.Attempts, &s.Unplaced, &s.Refused); err != nil {
		return s, fmt.Errorf("read status: %w", err)
	}
	rows, err := c.read.QueryContext(ctx, "SELECT hub, waits, count(*) FROM segment WHERE waits IS NOT NULL GROUP BY hub, waits ORDER BY hub, waits LIMIT 50")
	if err != nil {
		return s, fmt.Errorf("read waiting segments: %w", err)
	}
	s.Waiting, err = collect(rows, func(scan func(...any) error) (w CloudWaiting, err error) {
		return w, scan(scanID(&w.Hub), &w.For, &w.Segments)
	})
	if err != nil {
		return s, err
	}
	if rows, err = c.read.QueryContext(ctx, "SELECT lower(hex(first)), lower(hex(second)), noticed FROM alarm ORDER BY id DESC LIMIT 50"); err != nil {
		return s, fmt.Errorf("read alarms: %w", err)
	}
	s.Alarms, err = collect(rows, func(scan func(...any) error) (a CloudAlarm, err error) {
		return a, scan(&a.First, &a.Second, &a.At)
	})
	if err != nil {
		return s, err
	}
	if rows, err = c.read.QueryContext(ctx, "SELECT hub, at, code, message FROM refusal ORDER BY id DESC LIMIT 50"); err != nil {
		return s, fmt.Errorf("read refusals: %w", err)
	}
	s.Refusals, err = collect(rows, func(scan func(...any) error) (r CloudRefusal, err error) {
		return r, scan(scanID(&r.Hub), &r.At, &r.Code, &r.Message)
	})
	return s, err
}

func scanID(id *school.ID) scanFunc {
	return func(b []byte) error {
		if len(b) != len(id) {
			return fmt.Errorf("an id has %d bytes, not %d", len(id), len(b))
		}
		copy(id[:], b)
		return nil
	}
}
