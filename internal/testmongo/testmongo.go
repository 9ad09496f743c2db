package testmongo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Env names a server that is already running; set, no test process starts one of its own.
const Env = "KANVARO_TEST_MONGODB"

// installed is where tools/install/mongod.sh puts the program, seen from the module's root.
const installed = ".cache/mongod/fiftyone/db/bin/mongod"

// shared is the one server of this process and a client that makes and drops databases on it. It is package state
// because that is the promise: one server for all tests of a process.
var shared = sync.OnceValues(func() (*mongo.Client, error) {
	uri := os.Getenv(Env)
	if uri == "" {
		path, err := Installed()
		if err != nil {
			return nil, err
		}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		defer cancel()
		server, err := Start(ctx, path)
		if err != nil {
			return nil, fmt.Errorf("start %s (make servers-install brings what it needs): %w", path, err)
		}
		uri = server.URI
	}
	sharedURI = uri
	return mongo.Connect(options.Client().ApplyURI(uri))
})

var sharedURI string // written once, inside shared

// URI is the address of a real replica set of one node. It fails the test, with the command that helps, when there is
// none to be had.
func URI(t testing.TB) string {
	t.Helper()
	if _, err := shared(); err != nil {
		t.Fatalf("testmongo: %v", err)
	}
	return sharedURI
}

// Database is the name of a database that nobody else uses and that is dropped when the test ends.
func Database(t testing.TB) string {
	t.Helper()
	URI(t)
	client, _ := shared()
	name := "test_" + strings.ToLower(rand.Text())
	t.Cleanup(func() {
		// t.Context is over by now; a drop that hangs must not hang the test.
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := client.Database(name).Drop(ctx); err != nil {
			t.Errorf("testmongo: drop %s: %v", name, err)
		}
	})
	return name
}

// Installed finds the program in the module's cache folder.
func Installed() (string, error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	path := filepath.Join(root, installed)
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("no MongoDB at %s: run `make servers-install`", path)
	}
	return path, nil
}

// moduleRoot is the nearest folder above that has the main module's go.mod (and not that of the tools).
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(string(text), "module github.com/kanvaro/kanvaro\n") {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("not inside the module github.com/kanvaro/kanvaro")
		}
		dir = parent
	}
}
