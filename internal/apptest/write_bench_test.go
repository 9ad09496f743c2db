package apptest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/kanvaro/kanvaro/internal/apptest"
)

// BenchmarkWrite is what making and moving tasks costs behind the socket, by many at once: group commit is the normal way.
func BenchmarkWrite(b *testing.B) {
	w := apptest.New(b, quiet)
	cookie := w.Ada.SignIn(b).Cookie()
	p := w.Project("WORK", "organisation")
	var tasks []string
	for i := range 300 {
		tasks = append(tasks, w.Ada.Task(b, p, fmt.Sprint("Task number ", i, " of the board with a usual title")).ID)
	}
	description := strings.TrimSpace(strings.Repeat("schema index cache token session ", 8))
	groups := []string{"ready", "doing", "review", "done"}
	for _, c := range []struct {
		name string
		ask  func(n int) *http.Request
	}{
		{"create", func(n int) *http.Request {
			return httptest.NewRequest("POST", p.Path+"/tasks", strings.NewReader(fmt.Sprintf(`{"title":"login export invoice billing search board %d","description":"%s","priority":"medium"}`, n, description)))
		}},
		{"move", func(n int) *http.Request {
			return httptest.NewRequest("POST", p.Path+"/tasks/"+tasks[n%len(tasks)]+"/move", strings.NewReader(`{"status":"`+p.In(groups[n%4])+`"}`))
		}},
	} {
		for _, writers := range []int{1, 64} {
			b.Run(fmt.Sprint(c.name, "/", writers), func(b *testing.B) {
				h := w.App.Handler()
				var next atomic.Int64
				var wg sync.WaitGroup
				b.ResetTimer()
				for range writers {
					wg.Add(1)
					go func() {
						defer wg.Done()
						for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
							r := c.ask(int(n))
							r.Header.Set("Cookie", "kanvaro_session="+cookie)
							r.Header.Set("Content-Type", "application/json")
							out := &sink{header: http.Header{}}
							if h.ServeHTTP(out, r); out.status >= 300 {
								b.Error(out.status)
								return
							}
						}
					}()
				}
				wg.Wait()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
			})
		}
	}
}
