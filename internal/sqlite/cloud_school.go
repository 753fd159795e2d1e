package sqlite

import (
	"context"
	"database/sql"

	"darasa/internal/ministry"
	"darasa/internal/school"
)

// lately is how far back contact and refusals are counted, in ticks.
const lately = 28 * school.TicksPerDay

// readContacts fills in the schools' hubs.
func (c *Cloud) readContacts(ctx context.Context, tx *sql.Tx, places map[int64]int, schools []ministry.School) error {
	return eachRow(ctx, tx, `SELECT h.school, h.name, h.contact,
		(SELECT count(DISTINCT g.arrived / ?) FROM segment g WHERE g.school = h.school AND g.hub = h.uuid AND g.arrived > ?)
		FROM hub h ORDER BY h.school, h.enrolled, h.id`, []any{school.TicksPerDay, c.now() - lately}, func(scan func(...any) error) error {
		var row int64
		var hub ministry.Hub
		var contact sql.NullInt64
		if err := scan(&row, &hub.Name, &contact, &hub.Days); err != nil {
			return err
		}
		if contact.Valid {
			hub.LastContact = &contact.Int64
		}
		s := &schools[places[row]]
		s.Hubs = append(s.Hubs, hub)
		return nil
	})
}

// readWeeks fills in when the schools' attempts were given.
func readWeeks(ctx context.Context, tx *sql.Tx, places map[int64]int, schools []ministry.School) error {
	return eachRow(ctx, tx, "SELECT school, week, attempts FROM school_week", nil, func(scan func(...any) error) error {
		var row, week, attempts int64
		if err := scan(&row, &week, &attempts); err != nil {
			return err
		}
		s := &schools[places[row]]
		if s.Weeks == nil {
			s.Weeks = map[int64]int64{}
		}
		s.Weeks[week] = attempts
		return nil
	})
}

// readTrouble fills in what a person should look into.
func (c *Cloud) readTrouble(ctx context.Context, tx *sql.Tx, places map[int64]int, schools []ministry.School) error {
	for _, kind := range []struct {
		query string
		args  []any
		put   func(t *ministry.Trouble, n int)
	}{
		{`SELECT g.school, count(*) FROM alarm a JOIN segment g ON g.hash = a.first GROUP BY g.school`, nil, func(t *ministry.Trouble, n int) { t.Clones = n }},
		{
			`SELECT h.school, count(*) FROM refusal r JOIN hub h ON h.uuid = r.hub WHERE r.at > ? GROUP BY h.school`,
			[]any{c.now() - lately},
			func(t *ministry.Trouble, n int) { t.Refused = n },
		},
		{`SELECT school, count(*) FROM segment WHERE waits IS NOT NULL GROUP BY school`, nil, func(t *ministry.Trouble, n int) { t.Waiting = n }},
	} {
		err := eachRow(ctx, tx, kind.query, kind.args, func(scan func(...any) error) error {
			var row int64
			var n int
			err := scan(&row, &n)
			if err == nil {
				kind.put(&schools[places[row]].Trouble, n)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func eachRow(ctx context.Context, tx *sql.Tx, query string, args []any, fn func(scan func(...any) error) error) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	_, err = collect(rows, func(scan func(...any) error) (struct{}, error) { return struct{}{}, fn(scan) })
	return err
}
