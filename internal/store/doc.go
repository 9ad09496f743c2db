// Package store keeps documents and the log that they follow from: transactions are closures, engines are small.
//
// A space (the instance, or one organisation) has one clock. Every Update of a space runs a closure over a snapshot, overlaid by
// what earlier closures of the same batch wrote; the store derives one numbered event for each changed document, and a batch of
// documents, events, jobs and quiet writes is applied by the engine at once, fenced by the position of the space.
// The rules that engines and the store keep are numbered in docs/STORE.md; storetest proves them.
package store
