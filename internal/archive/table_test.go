package archive

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/kanvaro/kanvaro/internal/fault"
)

func TestFilesAreTakenApartHoweverTheyAreWritten(t *testing.T) {
	plain := "title,notes\nשלום,\"two\nlines\"\n\"a \"\"b\"\"\",c\n"
	german := "Titel;Punkte\r\nGr\xfc\xdfe;3,5\r\n"
	for _, c := range []struct {
		name, file, encoding, delimiter string
		header                          []string
		rows                            []row
	}{
		{"UTF-8", plain, "utf-8", ",", []string{"title", "notes"}, []row{{2, []string{"שלום", "two\nlines"}}, {4, []string{`a "b"`, "c"}}}},
		{"with a mark", "\xEF\xBB\xBF" + plain, "utf-8", ",", []string{"title", "notes"}, []row{{2, []string{"שלום", "two\nlines"}}, {4, []string{`a "b"`, "c"}}}},
		{"UTF-16 little", sixteen(binary.LittleEndian, "title\tpoints\r\nשלום\t1\r\n"), "utf-16le", "\t", []string{"title", "points"}, []row{{2, []string{"שלום", "1"}}}},
		{"UTF-16 big", sixteen(binary.BigEndian, "title\tpoints\r\n😀\t1\r\n"), "utf-16be", "\t", []string{"title", "points"}, []row{{2, []string{"😀", "1"}}}},
		{"Latin 1", german, "iso-8859-1", ";", []string{"Titel", "Punkte"}, []row{{2, []string{"Grüße", "3,5"}}}},
		{"Windows", "title|notes\n\x80 5|\x93x\x94\n", "windows-1252", "|", []string{"title", "notes"}, []row{{2, []string{"€ 5", "“x”"}}}},
		{"Excel says how", "sep=;\ntitle;a,b\nx;y,z\n", "utf-8", ";", []string{"title", "a,b"}, []row{{3, []string{"x", "y,z"}}}},
		{"no header", "1,first\n2,second\n", "utf-8", ",", []string{"Column 1", "Column 2"}, []row{{1, []string{"1", "first"}}, {2, []string{"2", "second"}}}},
		{"one column", "title\nfirst\n\nsecond", "utf-8", ",", []string{"title"}, []row{{2, []string{"first"}}, {4, []string{"second"}}}},
		{"names twice and none", "Labels,Labels,,title\na,b,c,d,e\n", "utf-8", ",", []string{"Labels", "Labels (2)", "Column 3", "title", "Column 5"}, []row{{2, []string{"a", "b", "c", "d", "e"}}}},
		{"inches", "title,n\n5\" disk,1\n", "utf-8", ",", []string{"title", "n"}, []row{{2, []string{`5" disk`, "1"}}}},
	} {
		got, err := parse([]byte(c.file))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		same := slices.EqualFunc(got.rows, c.rows, func(a, b row) bool { return a.line == b.line && slices.Equal(a.cells, b.cells) })
		if got.encoding != c.encoding || got.delimiter != c.delimiter || !slices.Equal(got.header, c.header) || !same {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

func sixteen(order binary.AppendByteOrder, s string) string {
	b := order.AppendUint16(nil, 0xFEFF)
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

func TestFilesThatCannotBeRead(t *testing.T) {
	for _, c := range []struct {
		name, file string
		kind       fault.Kind
		detail     string
	}{
		{"nothing", "", fault.Invalid, "The file is empty."},
		{"blank", " \n,,\n", fault.Invalid, "The file is empty."},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00", fault.Unsupported, "This is not a text file."},
		{"a quotation that never ends", "title,b\nx,y\nz,\"never\nends\n", fault.Malformed, "Line 4: a quotation mark is missing or in the wrong place (the row begins at line 3)."},
		{"a row too long", "title\n\"" + strings.Repeat("x", maxRecord+1) + "\"\n", fault.TooLarge, "Line 2"},
		{"too many columns", "title" + strings.Repeat(",x", maxColumns) + "\n", fault.TooLarge, "Line 1 has more than 200 columns."},
		{"too many rows", "title\n" + strings.Repeat("x\n", maxRows+1), fault.TooLarge, "There are more than 200000 rows."},
		{"a mark that lies", "\xEF\xBB\xBFtitle\n\xff\n", fault.Malformed, "The file says that it is UTF-8, and is not."},
	} {
		_, err := parse([]byte(c.file))
		if !fault.Is(err, c.kind) {
			t.Errorf("%s: %v", c.name, err)
		} else if c.name != "a row too long" && !strings.Contains(err.Error(), c.detail) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestColumnsOfOtherProgramsAreKnown(t *testing.T) {
	for _, c := range []struct{ program, header, want string }{
		{"the data set", "issuekey,title,description,storypoint,split_mark", "key,title,description,points,"},
		{
			"Jira", "Summary,Issue key,Issue id,Issue Type,Status,Priority,Assignee,Reporter,Created,Updated,Due Date,Labels,Labels,Description,Custom field (Story Points)",
			"title,key,,type,status,priority,assignee,,createdAt,,due,labels,labels,description,points",
		},
		{"Jira, ids first", "Issue id,Issue key,Summary", ",key,title"},
		{"Linear", "ID,Team,Title,Description,Status,Estimate,Priority,Assignee,Labels,Created,Due Date", "key,,title,description,status,points,priority,assignee,labels,createdAt,due"},
		{"GitHub", "number,title,body,state,labels,assignees,created_at", "key,title,description,status,labels,assignee,createdAt"},
		{"Trello", "Card ID,Card Name,Card Description,Labels,Members,Due Date,List Name", ",title,description,labels,assignee,due,status"},
		{"German", "Nummer,Titel,Beschreibung,Typ", ",title,description,type"},
		{"nothing known", "foo,bar", ","},
	} {
		parsed, err := parse([]byte(c.header + "\n" + c.header + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(suggestFields(parsed.header), ","); got != c.want {
			t.Errorf("%s: %s", c.program, got)
		}
	}
}

func TestStatusesOfOtherProgramsAreKnown(t *testing.T) {
	h := open(t)
	for name, want := range map[string]string{"To Do": "Ready", "in progress": "In progress", "Closed": "Done", "Won't Do": "Dropped", "BACKLOG": "Backlog", "QA": "In review", "Limbo": ""} {
		got := ""
		if s, ok := h.project.Status(suggestStatus(name, h.project.Statuses)); ok {
			got = s.Name
		}
		if got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "a,b\n1,2", "sep=;\na;b", "\"", "\xFF\xFEa\x00", "\xEF\xBB\xBFx", "a\tb\n\"c\nd\"\te", "\x80|\x81", "\r\n\r,\n", "\"a\"b,c"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := parse(b)
		if err != nil {
			if k := fault.KindOf(err); k == fault.Internal {
				t.Errorf("%q: %v", b, err)
			}
			return
		}
		line := 0
		for _, r := range got.rows {
			if r.line <= line || len(r.cells) > len(got.header) {
				t.Errorf("%q: %+v", b, r)
			}
			line = r.line
		}
		names := slices.Clone(got.header)
		slices.Sort(names)
		if len(slices.Compact(names)) != len(got.header) {
			t.Errorf("%q: names twice in %q", b, got.header)
		}
	})
}
