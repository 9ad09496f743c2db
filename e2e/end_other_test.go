//go:build !linux

package e2e

import "syscall"

func endsWithUs() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
