package sqlite

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"

	"darasa/internal/salvage"
)

// sumsSuffix names the file beside the database that has the sum of each of its
// pages, from a clean end to the next start: while nobody writes, every flipped bit
// can be found.
const sumsSuffix = ".sums"

var sumsMagic = []byte("darasaP1")

// writeSums sums up the pages of a closed database.
func writeSums(path string) error {
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, fs.ErrNotExist) {
		return nil // somebody else has it open, or its log could not be emptied
	}
	body, err := pageSums(path)
	if err != nil {
		return err
	}
	body = binary.BigEndian.AppendUint32(body, crc32.Checksum(body, castagnoli))
	file, err := os.OpenFile(path+sumsSuffix, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write page sums: %w", err)
	}
	_, err = file.Write(body)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write page sums: %w", err)
	}
	return nil
}

func pageSums(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read pages: %w", err)
	}
	defer func() { _ = file.Close() }()
	body, page := append([]byte(nil), sumsMagic...), make([]byte, salvage.PageSize)
	for {
		n, err := io.ReadFull(file, page)
		if n > 0 {
			body = binary.BigEndian.AppendUint32(body, crc32.Checksum(page[:n], castagnoli))
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return body, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read pages: %w", err)
		}
	}
}

// checkSums compares a database with the sums of its last clean end. Without such
// sums, or with damaged ones, it says nothing.
func checkSums(path string) (causes []string, err error) {
	want, err := os.ReadFile(path + sumsSuffix)
	if err != nil || len(want) < len(sumsMagic)+4 {
		return nil, nil //nolint:nilerr // the last end was none, or the sums are lost: the other checks remain
	}
	body, sum := want[:len(want)-4], binary.BigEndian.Uint32(want[len(want)-4:])
	if crc32.Checksum(body, castagnoli) != sum || string(body[:len(sumsMagic)]) != string(sumsMagic) {
		return nil, nil
	}
	have, err := pageSums(path)
	if err != nil {
		return nil, err
	}
	if len(have) != len(body) {
		causes = append(causes, fmt.Sprintf("the file has %d pages and had %d", (len(have)-len(sumsMagic))/4, (len(body)-len(sumsMagic))/4))
	}
	for i := len(sumsMagic); i+4 <= min(len(have), len(body)) && len(causes) < maxCauses; i += 4 {
		if string(have[i:i+4]) != string(body[i:i+4]) {
			causes = append(causes, fmt.Sprintf("page %d is not what was written", (i-len(sumsMagic))/4+1))
		}
	}
	return causes, nil
}

// dropSums is called before anything is written.
func dropSums(path string) error {
	if err := os.Remove(path + sumsSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("drop page sums: %w", err)
	}
	return nil
}
