package testmongo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// replicaSet is the name of the set; a client that gives it follows the primary instead of one address.
const replicaSet = "kanvaro"

// watch runs a server for as long as somebody holds the other end of its standard input. The kernel closes that end
// when the test process goes, however it goes (a panic, a time-out, kill -9), so no server and no directory is left.
// Arguments: the directory to remove, then the command.
const watch = `
dir=$1; shift
exec 3<&0
"$@" </dev/null 3<&- & server=$!
{ cat <&3; kill -9 $server; } >/dev/null 2>&1 & watcher=$!
wait $server; code=$?
kill $watcher
rm -rf "$dir"
exit $code
`

// Server is a running one-node replica set.
type Server struct {
	// URI is what a client connects to.
	URI string

	hold io.Closer     // the end of the pipe whose closing ends the server
	done chan struct{} // closed when the server and its watcher have gone
	log  *os.File      // has no name any more: it is gone with the process
}

// Start runs the mongod at path until Stop is called or this process ends, and returns when the set has a primary that
// takes writes. The data stand in a directory of their own, removed at the end.
func Start(ctx context.Context, path string) (*Server, error) {
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "kanvaro-mongod-")
	if err != nil {
		return nil, err
	}
	s, err := launch(dir, path,
		"--replSet", replicaSet, "--bind_ip", "127.0.0.1", "--port", strconv.Itoa(port), "--dbpath", dir,
		"--nounixsocket", "--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "128",
		"--setParameter", "diagnosticDataCollectionEnabled=false")
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	s.URI = fmt.Sprintf("mongodb://%s/?replicaSet=%s", address, replicaSet)
	if err := s.initiate(ctx, address); err != nil {
		s.Stop()
		return nil, fmt.Errorf("%w\nend of its log:\n%s", err, s.tail())
	}
	return s, nil
}

// Stop ends the server and waits until it has gone. It may be called more than once.
func (s *Server) Stop() {
	_ = s.hold.Close()
	<-s.done
}

func launch(dir, path string, args ...string) (*Server, error) {
	log, err := os.CreateTemp("", "kanvaro-mongod-*.log")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(log.Name()); err != nil {
		return nil, err
	}
	cmd := exec.Command("sh", append([]string{"-c", watch, "watch", dir, path}, args...)...) //nolint:noctx // it ends with hold
	cmd.Stdout, cmd.Stderr = log, log
	// A group of its own: Ctrl+C at the terminal must not end the watcher before it has tidied up.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	hold, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &Server{hold: hold, log: log, done: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // killed on purpose: its exit code tells nothing
		close(s.done)
	}()
	return s, nil
}

// initiate makes the node a set of one and waits for it to be its primary. The connection is direct: a client that
// looks for the set would find none yet.
func (s *Server) initiate(ctx context.Context, address string) error {
	ctx, cancel := s.aliveContext(ctx)
	defer cancel()
	client, err := mongo.Connect(options.Client().ApplyURI("mongodb://" + address).SetDirect(true).
		SetServerSelectionTimeout(time.Minute))
	if err != nil {
		return err
	}
	defer func() { _ = client.Disconnect(context.WithoutCancel(ctx)) }()
	admin := client.Database("admin")
	config := bson.D{
		{Key: "_id", Value: replicaSet},
		{Key: "members", Value: bson.A{bson.D{{Key: "_id", Value: 0}, {Key: "host", Value: address}}}},
	}
	if err := admin.RunCommand(ctx, bson.D{{Key: "replSetInitiate", Value: config}}).Err(); err != nil {
		return fmt.Errorf("initiate the replica set on %s: %w", address, err)
	}
	return awaitPrimary(ctx, admin)
}

// awaitPrimary asks with the topology version it was last told: the server then answers when that changes, so this
// waits for the election itself and not for a clock.
func awaitPrimary(ctx context.Context, admin *mongo.Database) error {
	hello := bson.D{{Key: "hello", Value: 1}}
	for {
		var answer struct {
			Writable bool     `bson:"isWritablePrimary"`
			Topology bson.Raw `bson:"topologyVersion"`
		}
		if err := admin.RunCommand(ctx, hello).Decode(&answer); err != nil {
			return fmt.Errorf("wait for the primary: %w", err)
		}
		if answer.Writable {
			return nil
		}
		hello = bson.D{
			{Key: "hello", Value: 1},
			{Key: "topologyVersion", Value: answer.Topology},
			{Key: "maxAwaitTimeMS", Value: 1000},
		}
	}
}

// aliveContext is over when the server has ended: there is nothing to wait for then.
func (s *Server) aliveContext(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		select {
		case <-s.done:
			cancel(errors.New("mongod ended"))
		case <-ctx.Done():
		}
	}()
	return ctx, func() { cancel(nil) }
}

func (s *Server) tail() string {
	const most = 2000
	end, err := s.log.Seek(0, io.SeekEnd)
	if err != nil {
		return err.Error()
	}
	text := make([]byte, min(end, most))
	if _, err := s.log.ReadAt(text, end-int64(len(text))); err != nil {
		return err.Error()
	}
	return string(bytes.TrimSpace(text))
}

// freePort asks the kernel for a port that nobody uses. Somebody else may take it before mongod does; Start then says
// so in the log it quotes, and starting again helps.
func freePort(ctx context.Context) (int, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
