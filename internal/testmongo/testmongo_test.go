package testmongo_test

import (
	"bufio"
	"context"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/kanvaro/kanvaro/internal/testmongo"
)

func TestDatabaseTakesTransactions(t *testing.T) {
	client, err := mongo.Connect(options.Client().ApplyURI(testmongo.URI(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Disconnect(t.Context()) }()
	things := client.Database(testmongo.Database(t)).Collection("things")
	err = client.UseSession(t.Context(), func(ctx context.Context) error {
		_, err := mongo.SessionFromContext(ctx).WithTransaction(ctx, func(ctx context.Context) (any, error) {
			return things.InsertMany(ctx, []any{bson.D{{Key: "_id", Value: 1}}, bson.D{{Key: "_id", Value: 2}}})
		})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	n, err := things.CountDocuments(t.Context(), bson.D{})
	if err != nil || n != 2 {
		t.Fatalf("counted %d, %v; want 2", n, err)
	}
}

func TestDatabasesDiffer(t *testing.T) {
	if a, b := testmongo.Database(t), testmongo.Database(t); a == b {
		t.Fatalf("both are %s", a)
	}
}

// childEnv tells this test binary to be a process that starts a server and then waits to be killed.
const childEnv = "KANVARO_TESTMONGO_CHILD"

func TestServerEndsWithAKilledProcess(t *testing.T) {
	if os.Getenv(childEnv) != "" {
		startAndWait(t)
		return
	}
	child := exec.Command(os.Args[0], "-test.run=^TestServerEndsWithAKilledProcess$", "-test.v")
	child.Env = append(os.Environ(), childEnv+"=1", testmongo.Env+"=")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	hold, err := child.StdinPipe() // keeps the child waiting
	if err != nil {
		t.Fatal(err)
	}
	defer hold.Close()
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	address := readAddress(t, bufio.NewScanner(out))

	// A connection that is open sees the server's end as soon as it comes.
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	if err := conn.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 1)); err == nil || os.IsTimeout(err) {
		t.Fatalf("the server still stands after its process was killed: %v", err)
	}
}

func startAndWait(t *testing.T) {
	t.Log("server " + testmongo.URI(t))
	_, _ = os.Stdin.Read(make([]byte, 1))
}

func readAddress(t *testing.T, lines *bufio.Scanner) string {
	t.Helper()
	for lines.Scan() {
		_, uri, found := strings.Cut(lines.Text(), "server ")
		if !found {
			continue
		}
		u, err := url.Parse(uri)
		if err != nil {
			t.Fatal(err)
		}
		return u.Host
	}
	t.Fatalf("the child told no address: %v", lines.Err())
	return ""
}
