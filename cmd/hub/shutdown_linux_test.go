package main_test

import (
	"syscall"
	"unsafe"
)

// shutdown asks the file system of an open folder to stop at once.
func shutdown(folder uintptr, flags *uint32) error {
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, folder, ext4Shutdown, uintptr(unsafe.Pointer(flags))); errno != 0 {
		return errno
	}
	return nil
}
