package api

import (
	"context"
	"errors"
	"mime"
	"net/http"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/archive"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// mostCSV is how large a file may be.
const mostCSV = 64 << 20

func importOperations() []*operation {
	const one = inProj + "/imports/{import}"
	csv := func(op *operation) { op.upload, op.most, op.create = "text/csv", mostCSV, false }
	return []*operation{
		plain[UploadIn]("POST", inProj+"/imports", "uploadImport", "Upload a CSV file", need(access.ImportRun), upload, csv, answers(201, ImportDoc{})),
		on("GET", one, "readImport", "An import", need(access.ImportRun), readImport, answers(200, ImportDoc{})),
		on("PUT", one+"/mapping", "mapImport", "Say what the columns are", need(access.ImportRun), mapImport, answers(200, ImportDoc{})),
		on("POST", one+"/check", "checkImport", "Try an import without importing anything", need(access.ImportRun), checkImport, answers(200, ImportDoc{})),
		on("POST", one+"/start", "startImport", "Import", need(access.ImportRun), startImport, answers(202, ImportDoc{})),
	}
}

// ImportDoc is an import.
type ImportDoc struct {
	ID         string            `json:"id"`
	Version    int64             `json:"version"`
	Project    string            `json:"project"`
	Filename   string            `json:"filename"`
	State      string            `json:"state" enum:"mapping,checked,running,done,failed,undone"`
	Encoding   string            `json:"encoding"`
	Delimiter  string            `json:"delimiter"`
	Columns    []archive.Column  `json:"columns"`
	Markup     string            `json:"markup" enum:"markdown,jira,plain"`
	Status     string            `json:"status" doc:"Of rows without one; empty is the first column of open work."`
	Statuses   map[string]string `json:"statuses" doc:"Names in the file, and the statuses that they are."`
	Prefix     string            `json:"prefix" doc:"Whose keys give their numbers."`
	Rows       int               `json:"rows"`
	Done       int               `json:"done"`
	Created    int               `json:"created"`
	Skipped    int               `json:"skipped"`
	FaultCount int               `json:"faultCount"`
	Faulty     int               `json:"faulty" doc:"Rows with a fault."`
	SkipFaulty bool              `json:"skipFaulty"`
	Problem    string            `json:"problem,omitempty" doc:"Why it failed."`
	Op         string            `json:"op"`
	CreatedAt  string            `json:"createdAt" format:"date-time"`
	CreatedBy  string            `json:"createdBy"`
	StartedBy  string            `json:"startedBy,omitempty"`
	Parts      int               `json:"parts"`
	Next       int               `json:"next"`
	Preview    []archive.Preview `json:"preview"`
	Faults     []archive.Fault   `json:"faults"`
}

// UploadIn describes an upload.
type UploadIn struct {
	InProject
	Filename string `query:"filename"`
}

// upload takes a file as it comes: it is read once, and never kept in whole by the interface.
func upload(c *call) (reply, error) {
	media, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || (media != "text/csv" && media != "text/plain" && media != "application/vnd.ms-excel") {
		return reply{}, fault.New(fault.Unsupported, "The body must be text/csv.")
	}
	body := http.MaxBytesReader(c.w, c.r.Body, c.op.most)
	v, commit, err := c.s.o.Imports.Upload(c.ctx, c.actor, c.path("org"), c.path("project"), c.r.URL.Query().Get("filename"), body)
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return reply{}, fault.New(fault.TooLarge, "A file may have at most 64 MiB.")
	}
	return c.imported(v, commit, err)
}

// imported answers with an import that was written.
func (c *call) imported(v *archive.View, commit store.Commit, err error) (reply, error) {
	if err != nil {
		return reply{}, err
	}
	r, err := value(v)
	return r.committed(c, commit, "").notUndone(), err
}

// InImport is an import.
type InImport struct {
	InProject
	Import string `path:"import"`
}

func readImport(ctx context.Context, c *call, in *InImport) (reply, error) {
	v, at, err := c.s.o.Imports.Get(ctx, c.actor, in.Org, in.Project, in.Import)
	if err != nil {
		return reply{}, err
	}
	r, err := value(v)
	r.etag = versionTag(at.Epoch, v.Version)
	return r.at(c.space(), at), err
}

// MapImportIn is what the columns are.
type MapImportIn struct {
	InImport
	Body struct {
		Columns  map[string]string `json:"columns,omitempty" doc:"Name of a column, and the field that it is; empty for none."`
		Markup   string            `json:"markup,omitempty"`
		Status   *string           `json:"status,omitempty"`
		Statuses map[string]string `json:"statuses,omitempty"`
		Prefix   string            `json:"prefix,omitempty"`
	}
}

func mapImport(ctx context.Context, c *call, in *MapImportIn) (reply, error) {
	return c.imported(c.s.o.Imports.SetMapping(ctx, c.actor, in.Org, in.Project, in.Import, archive.Map(in.Body)))
}

func checkImport(ctx context.Context, c *call, in *InImport) (reply, error) {
	return c.imported(c.s.o.Imports.Check(ctx, c.actor, in.Org, in.Project, in.Import))
}

// StartImportIn says what becomes of rows with faults.
type StartImportIn struct {
	InImport
	Body *struct {
		SkipFaulty bool `json:"skipFaulty,omitempty" doc:"Leave them out."`
	}
}

func startImport(ctx context.Context, c *call, in *StartImportIn) (reply, error) {
	skip := in.Body != nil && in.Body.SkipFaulty
	return c.imported(c.s.o.Imports.Start(ctx, c.actor, in.Org, in.Project, in.Import, skip))
}
