package mongostore_test

import "syscall"

// cpuTime is what this process has spent of the processors, in nanoseconds: the machine is shared, the clock on the wall says little.
func cpuTime() int64 {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		return 0
	}
	return use.Utime.Nano() + use.Stime.Nano()
}
