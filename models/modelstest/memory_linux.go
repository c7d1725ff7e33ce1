package modelstest

import (
	"os"
	"sync"
	"syscall"
)

// roomInMemory is how much must be free: a container often has 64 MiB of such
// memory, which tests of many rows would fill.
const roomInMemory = 1 << 30

// memory is a folder whose files are in memory, or "" where there is none, none
// that may be written, or too little room.
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
