package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/file"
)

func fileOperations() []*operation {
	const one = inOrg + "/files/{file}"
	bytes := func(op *operation) { op.upload, op.most = "application/octet-stream", file.MaxBytes }
	content := func(op *operation) {
		op.media, op.also = "*/*", map[int]string{http.StatusPartialContent: "The part that Range asks for."}
	}
	return []*operation{
		plain[UploadFileIn]("POST", inProj+"/files", "uploadFile", "Upload a file: the body is its bytes, whatever Content-Type says", need(access.FileCreate),
			uploadFile, bytes, create, answers(201, FileDoc{})),
		on("GET", one, "readFile", "What a file is", need(access.FileRead), readFile, answers(200, FileDoc{})),
		plain[InFile]("GET", one+"/content", "readFileContent", "The bytes of a file", need(access.FileRead), readContent, content, answers(200, "")),
	}
}

// FileDoc is a file.
type FileDoc struct {
	ID        string `json:"id"`
	Version   int64  `json:"version"`
	Project   string `json:"project"`
	Name      string `json:"name"`
	Type      string `json:"type" doc:"By its content." example:"image/png"`
	Size      int64  `json:"size"`
	Width     int    `json:"width,omitempty" doc:"Of a picture, as it is shown."`
	Height    int    `json:"height,omitempty"`
	SHA256    string `json:"sha256"`
	CreatedAt string `json:"createdAt" format:"date-time"`
	CreatedBy string `json:"createdBy"`
}

// UploadFileIn describes an upload.
type UploadFileIn struct {
	InProject
	Name string `query:"name" doc:"What it is called." example:"ferry.png"`
	ID   string `query:"id" doc:"Made by the caller: sent again it answers as the first time."`
}

// InFile is a file.
type InFile struct {
	InOrg
	File string `path:"file" example:"fil_01jdg3x8q2v7m4k9r5wz"`
}

func uploadFile(c *call) (reply, error) {
	if c.r.ContentLength > c.op.most {
		return reply{}, file.TooLarge()
	}
	q := c.r.URL.Query()
	body := http.MaxBytesReader(c.w, c.r.Body, c.op.most)
	f, commit, made, err := c.s.o.Files.Upload(c.ctx, c.actor, c.path("org"), c.path("project"), file.Draft{ID: q.Get("id"), Name: q.Get("name")}, body)
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		err = file.TooLarge()
	}
	if err != nil {
		return reply{}, err
	}
	r, err := shownFile(f, commit.Position.Epoch)
	if !made {
		r.status = http.StatusOK
	}
	return r.committed(c, commit, "").notUndone(), err
}

// shownFile answers with a file, without what stays inside.
func shownFile(f *file.File, epoch string) (reply, error) {
	shown := *f
	shown.Blob = ""
	body, err := decoded(shown, f.ID, f.Version, nil)
	return reply{body: body, etag: versionTag(epoch, f.Version)}, err
}

func readFile(ctx context.Context, c *call, in *InFile) (reply, error) {
	f, at, err := c.s.o.Files.Get(ctx, c.actor, in.Org, in.File)
	if err != nil {
		return reply{}, err
	}
	r, err := shownFile(f, at.Epoch)
	return r.at(c.space(), at), err
}

// filePolicy is what a file may do that somebody opens as a page: nothing at all.
var filePolicy = []string{"default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"}

// readContent hands out the bytes of a file: whether somebody may see them is decided each time, and that they are the same is learnt from
// the tag.
func readContent(c *call) (reply, error) {
	f, body, err := c.s.o.Files.Open(c.ctx, c.actor, c.path("org"), c.path("file"))
	if err != nil {
		return reply{}, err
	}
	defer body.Close() //nolint:errcheck // it was only read
	give := func(w http.ResponseWriter) {
		h := w.Header()
		h.Set("Content-Type", f.MediaType())
		h.Set("Content-Disposition", f.Disposition())
		h.Set("Etag", `"`+f.SHA256+`"`)
		h["Cache-Control"] = noCache
		h["Content-Security-Policy"] = filePolicy
		http.ServeContent(w, c.r, "", time.Time{}, body)
	}
	asked := &ranged{ResponseWriter: c.w}
	if give(asked); asked.refused {
		c.r.Header.Del("Range")
		c.w.Header().Del("Content-Range")
		give(c.w)
	}
	return reply{written: true}, nil
}

// ranged holds back the refusal of a Range that cannot be had: such a one is passed over, as RFC 9110 allows, and the whole is sent.
type ranged struct {
	http.ResponseWriter
	refused bool
}

func (r *ranged) WriteHeader(status int) {
	if r.refused = status == http.StatusRequestedRangeNotSatisfiable; !r.refused {
		r.ResponseWriter.WriteHeader(status)
	}
}

func (r *ranged) Write(b []byte) (int, error) {
	if r.refused {
		return len(b), nil
	}
	return r.ResponseWriter.Write(b)
}

func (r *ranged) Unwrap() http.ResponseWriter { return r.ResponseWriter }
