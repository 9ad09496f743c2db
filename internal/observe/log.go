package observe

import (
	"io"
	"log/slog"
	"strings"
)

// NewLogger makes the logger of a process: one JSON object a line, with ECS names.
func NewLogger(w io.Writer, level slog.Leveler, version string) *slog.Logger {
	h := slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: toECS})
	return slog.New(h).With("service.name", "kanvaro", "service.version", version)
}

// toECS gives attributes the names of the Elastic Common Schema, and takes the values of secrets away.
func toECS(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 {
		switch a.Key {
		case slog.TimeKey:
			a.Key = "@timestamp"
			return a
		case slog.LevelKey:
			return slog.String("log.level", strings.ToLower(a.Value.String()))
		case slog.MessageKey:
			a.Key = "message"
			return a
		case "error", "err":
			a.Key = "error.message"
			return a
		}
	}
	if !harmless[a.Key] && secret(a.Key) {
		a.Value = slog.StringValue("(secret)")
	}
	return a
}

// harmless are the names that each request record has: they need not be looked at a million times.
var harmless = map[string]bool{
	"http.request.id": true, "http.request.method": true, "url.path": true, "http.route": true, "http.response.status_code": true,
	"http.response.body.bytes": true, "event.duration": true, "client.ip": true, "user.id": true, "kanvaro.actor.kind": true,
	"organization.id": true, "kanvaro.op": true, "error.code": true, "error.message": true,
}

// secretWords are parts of names under which nobody should log anything. The house does not; this is for the day when somebody does.
var secretWords = []string{"password", "secret", "token", "cookie", "authorization", "credential", "email"}

func secret(key string) bool {
	for _, w := range secretWords {
		if len(key) >= len(w) && strings.Contains(strings.ToLower(key), w) {
			return true
		}
	}
	return false
}
