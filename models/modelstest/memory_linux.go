package modelstest

import (
	"os"
	"sync"
	"syscall"
)

// roomInMemory is how much memory must be free. Containers often have only 64 MiB,
// which tests with many rows would fill.
const roomInMemory = 1 << 30

// memory is a folder in memory, or "" without a writable one with enough room.
var memory = sync.OnceValue(func() string {
	const folder = "/dev/shm"
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil || s.Bavail*uint64(s.Bsize) < roomInMemory {
		return ""
	}
	try, err := os.MkdirTemp(folder, "phonelogin-test-")
	if err != nil || os.Remove(try) != nil {
		return ""
	}
	return folder
})
