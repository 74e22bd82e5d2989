package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
)

// slogLogger is a migrate.Logger that gives golang-migrate's lines to log/slog, unchanged, as the message of a record.
type slogLogger struct{ log *slog.Logger }

// Printf gets one line, which golang-migrate ends with a line break. It begins with "error: " for an error.
func (l slogLogger) Printf(format string, v ...any) {
	text := strings.TrimRight(fmt.Sprintf(format, v...), "\n")
	level := slog.LevelInfo
	if strings.HasPrefix(text, "error: ") {
		level = slog.LevelError
	}
	l.log.Log(context.Background(), level, text)
}

// Verbose is true: otherwise golang-migrate does not print when a migration begins, and its durations are cumulative.
func (l slogLogger) Verbose() bool { return true }
