package mongostore

import (
	"context"
	"errors"
	"slices"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// The server's codes that we tell apart. The driver gives them no names.
const (
	codeNamespaceExists     = 48
	codeSnapshotTooOld      = 239
	codeSnapshotUnavailable = 246
	codeTooLargeForCache    = 388
	codeObjectTooLarge      = 10334
	codeNotPrimary          = 10107
	codeDuplicateKey        = 11000
	codeNotPrimaryNoSecond  = 13435
)

// The labels that server and driver put on errors of transactions.
const (
	labelTransient     = "TransientTransactionError"
	labelUnknownCommit = "UnknownTransactionCommitResult"
)

var (
	errMalformed = errors.New("malformed BSON")

	// errMoved is a refusal whose reason was gone when it was looked for: what was in the way is not there any more.
	errMoved = errors.New("it was in the way of another")
)

func hasCode(err error, codes ...int) bool {
	var e mongo.ServerError
	return errors.As(err, &e) && slices.ContainsFunc(codes, e.HasErrorCode)
}

func hasLabel(err error, label string) bool {
	var e mongo.LabeledError
	return errors.As(err, &e) && e.HasErrorLabel(label)
}

// passing reports an error of something that was certainly not done and may go well another time: a write conflict, a primary that is
// none any more, a connection that broke before the commit. Of a commit, ask unknown.
func passing(err error) bool {
	return errors.Is(err, errMoved) || hasLabel(err, labelTransient) || hasCode(err, codeNotPrimary, codeNotPrimaryNoSecond)
}

// unknown reports whether a commit that ended with err may have been done all the same. It was not, when the server says that it has no
// such transaction: it has aborted it, or lost it with a primary that was not followed.
func unknown(err error) bool {
	return hasLabel(err, labelUnknownCommit) || !passing(err)
}

// translate makes of an error of the driver what the contract and people know: faults for what has a cause outside of us. It is the one
// place that does so. Outcomes (ErrUnknown, FenceError) have been decided before.
func translate(err error) error {
	var fence *store.FenceError
	var known *fault.Error
	switch {
	case err == nil, errors.As(err, &fence), errors.As(err, &known), errors.Is(err, store.ErrUnknown), errors.Is(err, context.Canceled):
		return err
	case hasCode(err, codeObjectTooLarge, codeTooLargeForCache):
		return fault.Because(fault.TooLarge, err, "This is too much to be kept at once.")
	case passing(err), mongo.IsNetworkError(err), mongo.IsTimeout(err), hasCode(err, codeSnapshotTooOld, codeSnapshotUnavailable):
		return fault.Because(fault.Unavailable, err, "The database does not answer at present. Try again.")
	default:
		return err
	}
}
