package mongostore

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/kanvaro/kanvaro/internal/testmongo"
)

type D = bson.D
type A = bson.A

func stages(p bson.Raw, out *[]string) {
	if s, err := p.LookupErr("stage"); err == nil {
		x := s.StringValue()
		if x == "IXSCAN" {
			x += fmt.Sprint(p.Lookup("keyPattern"), p.Lookup("direction"), p.Lookup("indexBounds"))
		}
		*out = append(*out, x)
	}
	if c, err := p.LookupErr("inputStage"); err == nil {
		stages(bson.Raw(c.Document()), out)
	}
	if c, err := p.LookupErr("inputStages"); err == nil {
		vs, _ := c.Array().Values()
		for _, v := range vs {
			stages(bson.Raw(v.Document()), out)
		}
	}
}

func TestProbe(t *testing.T) {
	ctx := context.Background()
	cl, _ := mongo.Connect(options.Client().ApplyURI(testmongo.URI(t)))
	db := cl.Database(testmongo.Database(t))
	c := db.Collection("x")
	texts := []string{"", "a", "a\x00", "a\x00b", "aa", "\x00", "\x01", "é", "\xff", "\xff\xfe", "\xe9", "z", "\xc3", "Z", "日本", "\xed\xa0\x80"}
	for i, s := range texts {
		_, err := c.InsertOne(ctx, D{{"_id", D{{"s", "sp"}, {"i", s}}}, {"k", s}, {"n", i}})
		if err != nil {
			t.Errorf("%q %v", s, err)
		}
	}
	ix := func(m mongo.IndexModel) {
		n, err := c.Indexes().CreateOne(ctx, m)
		t.Log(n, err)
	}
	ix(mongo.IndexModel{Keys: D{{"_id.s", 1}, {"k", 1}, {"_id.i", 1}}})
	for _, h := range []any{D{{"_id", 1}}, D{{"_id.s", 1}, {"k", 1}, {"_id.i", 1}}, D{{"$natural", 1}}} {
		cu, err := c.Find(ctx, D{{"_id.s", "sp"}}, options.Find().SetHint(h).SetSort(D{{"k", 1}}))
		if err != nil {
			t.Fatal(err)
		}
		last := ""
		n := 0
		for cu.Next(ctx) {
			k := cu.Current.Lookup("k").StringValue()
			if k < last || strings.Compare(k, cu.Current.Lookup("_id", "i").StringValue()) != 0 {
				t.Errorf("order %q after %q", k, last)
			}
			last = k
			n++
		}
		t.Log(n, cu.Err())
	}
	for _, s := range texts {
		n, err := c.CountDocuments(ctx, D{{"k", D{{"$in", A{s}}}}})
		m, err2 := c.CountDocuments(ctx, D{{"_id", D{{"s", "sp"}, {"i", s}}}})
		if n != 1 || m != 1 || err != nil || err2 != nil {
			t.Errorf("%q %d %d %v %v", s, n, m, err, err2)
		}
	}
	cu, err := c.Aggregate(ctx, A{D{{"$group", D{{"_id", "$k"}, {"n", D{{"$sum", 1}}}}}}})
	n := 0
	for err == nil && cu.Next(ctx) {
		n++
	}
	t.Log("groups", n, len(texts), err)

	_, err = c.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: D{{"_id.s", 1}, {"n", 1}, {"_id.i", 1}}, Options: options.Index().SetName("p").SetPartialFilterExpression(D{{"$or", A{D{{"n", D{{"$lt", 0}}}}, D{{"n", D{{"$gt", 0}}}}}}})})
	t.Log("or partial", err)
	ix(mongo.IndexModel{Keys: D{{"_id.s", 1}, {"m", 1}, {"n", 1}, {"_id.i", 1}}, Options: options.Index().SetName("many").SetPartialFilterExpression(D{{"m", D{{"$gte", ""}}}})})
	ix(mongo.IndexModel{Keys: D{{"_id.s", 1}, {"k", 1}, {"n", 1}, {"_id.i", 1}}, Options: options.Index().SetName("kn").SetPartialFilterExpression(D{{"k", D{{"$gt", ""}}}})})
	for i := range 100 {
		c.InsertOne(ctx, D{{"_id", D{{"s", "sp"}, {"i", fmt.Sprint("n", i)}}}, {"k", fmt.Sprint(i % 5)}, {"m", A{"a", fmt.Sprint(i % 3)}}, {"n", i - 50}})
	}
	explain := func(name string, f D, sort D, hint any) {
		var r bson.Raw
		cmd := D{{"explain", D{{"find", "x"}, {"filter", f}, {"sort", sort}, {"hint", hint}}}, {"verbosity", "executionStats"}}
		err := db.RunCommand(ctx, cmd).Decode(&r)
		if err != nil {
			t.Log(name, err)
			return
		}
		var out []string
		stages(bson.Raw(r.Lookup("queryPlanner", "winningPlan").Document()), &out)
		t.Log(name, strings.Join(out, "\n      "), "keys", r.Lookup("executionStats", "totalKeysExamined"), "docs", r.Lookup("executionStats", "totalDocsExamined"), "n", r.Lookup("executionStats", "nReturned"))
	}
	sp := bson.E{"_id.s", "sp"}
	explain("int eq", D{sp, {"n", 5}}, D{{"_id.i", 1}}, "p")
	explain("int ge", D{sp, {"n", D{{"$gte", 5}}}}, D{{"n", 1}, {"_id.i", 1}}, "p")
	explain("int ne", D{sp, {"n", D{{"$ne", 0}}}}, D{{"n", 1}, {"_id.i", 1}}, "p")
	explain("int or", D{{"$or", A{D{sp, {"n", D{{"$lt", 0}}}}, D{sp, {"n", D{{"$gt", 0}}}}}}}, D{{"n", 1}, {"_id.i", 1}}, "p")
	explain("many", D{sp, {"m", "a"}}, D{{"n", 1}, {"_id.i", 1}}, "many")
	explain("many desc", D{sp, {"m", "a"}, {"n", D{{"$gte", 3}}}}, D{{"n", -1}, {"_id.i", -1}}, "many")
	explain("text all", D{sp, {"k", D{{"$gt", ""}}}}, D{{"k", 1}, {"n", 1}, {"_id.i", 1}}, "kn")
	base := func(more ...bson.E) D { return append(D{sp, {"k", D{{"$gt", ""}}}}, more...) }
	explain("text after", D{{"$or", A{base(bson.E{"k", D{{"$gt", "2"}}}), base(bson.E{"k", "2"}, bson.E{"n", D{{"$gt", 7}}}), base(bson.E{"k", "2"}, bson.E{"n", 7}, bson.E{"_id.i", D{{"$gt", "n57"}}})}}}, D{{"k", 1}, {"n", 1}, {"_id.i", 1}}, "kn")
	explain("many after desc", D{{"$or", A{D{sp, {"m", "a"}, {"n", D{{"$lt", 7}}}}, D{sp, {"m", "a"}, {"n", 7}, {"_id.i", D{{"$lt", "n57"}}}}}}}, D{{"n", -1}, {"_id.i", -1}}, "many")
	explain("id", D{{"_id", D{{"$gt", D{{"s", "sp"}, {"i", "n5"}}}, {"$lt", D{{"s", "sp"}, {"i", bson.MaxKey{}}}}}}, sp}, D{{"_id", -1}}, "_id_")
	explain("where", D{{"$or", A{D{sp, {"k", "2"}, {"n", D{{"$gt", 7}}}, {"m", D{{"$nin", A{"1"}}}}}}}}, D{{"n", 1}, {"_id.i", 1}}, "kn")

	// duplicate in tx
	s, _ := cl.StartSession()
	s.StartTransaction()
	sc := mongo.NewSessionContext(ctx, s)
	err = db.RunCommand(sc, D{{"insert", "x"}, {"documents", A{D{{"_id", D{{"s", "q"}, {"i", "new"}}}}, D{{"_id", D{{"s", "sp"}, {"i", "n5"}}}}}}}).Err()
	t.Logf("%T %v", err, err)
	t.Log(s.AbortTransaction(ctx))
	// conflict in tx
	s2, _ := cl.StartSession()
	s.StartTransaction()
	s2.StartTransaction()
	u := D{{"update", "x"}, {"updates", A{D{{"q", D{{"_id", D{{"s", "sp"}, {"i", "n5"}}}}}, {"u", D{{"$inc", D{{"n", 1}}}}}}}}}
	t.Log(db.RunCommand(mongo.NewSessionContext(ctx, s), u).Err())
	err = db.RunCommand(mongo.NewSessionContext(ctx, s2), u).Err()
	t.Logf("%T %v %v", err, err, err.(mongo.LabeledError).HasErrorLabel("TransientTransactionError"))
	s.AbortTransaction(ctx)
	s2.AbortTransaction(ctx)
}
