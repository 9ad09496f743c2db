package archive

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"

	"github.com/kanvaro/kanvaro/internal/id"
)

var letters = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// follows gives an id that follows from an import and something in it: made again it is the same, so that nothing is made twice. It has
// the time of the import, as ids do.
func follows(prefix, imp, of string) string {
	sum := sha256.Sum256([]byte(imp + "\x00" + of))
	clock := imp[len("imp_"):]
	return fmt.Sprintf("%s_%s%s", prefix, clock[:9], letters.EncodeToString(sum[:])[:id.Length-9])
}

func taskID(imp string, n int) string { return follows("tsk", imp, fmt.Sprint("row ", n)) }
