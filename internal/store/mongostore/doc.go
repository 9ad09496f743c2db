// Package mongostore keeps documents in MongoDB: a replica set or a sharded cluster, of release 6 or later.
//
// Each kind has a collection of its name. A document is
//
//	{_id: {s: space, i: id}, v: version, k_status: "open", k_rank: "a1", k_label: ["x", "y"], b: BinData(body)}
//
// with a top-level field for each declared value, the body byte for byte, and an int64 as id where the kind has Numbers. The space leads
// the key and each index, so that a cluster may be sharded by it ({"_id.s": 1}). The collection _space holds the position of each space:
// {_id: space, e: epoch, n: number, h: hash}.
//
// Texts are BSON strings of exactly the bytes they have, valid UTF-8 or not, NUL included: the server compares strings byte by byte and
// does not look inside them. (BinData would order by length first.) Other programs may stumble over texts that are not UTF-8.
//
// An Apply is one transaction (w:majority, j:true). Its first command moves the positions of the spaces from fence to next, so two
// Applies at one fence meet in that document: the later one fails with a write conflict, tries again and finds its fence gone.
// A Snapshot is a session with read concern snapshot: what its first read, of the position, has seen is what all later ones see.
package mongostore
