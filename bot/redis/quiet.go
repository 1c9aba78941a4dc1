package redis

import (
	"context"
	"log/slog"

	goredis "github.com/redis/go-redis/v9"
)

// QuietLogger leads what the Redis library has to say, for all clients in the program, to log. It
// would write to the standard error, with addresses and commands.
func QuietLogger(log *slog.Logger) { goredis.SetLogger(quiet{log}) }

// quiet keeps of a message only its form: the constants in the library's code.
type quiet struct{ log *slog.Logger }

// Printf is the library's interface.
func (q quiet) Printf(ctx context.Context, format string, _ ...any) {
	q.log.DebugContext(ctx, "Redis library", "form", format)
}
