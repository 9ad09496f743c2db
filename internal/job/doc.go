// Package job does work after transactions: jobs, which were committed with the data that they follow from, and readers of the log.
//
// A job is done at least once. It is leased to one runner at a time; whoever loses his lease learns it, and what he wanted to write with
// the end of the job (Claim.Done) is refused: so its effect on documents happens once. A job that fails is tried again, later each time,
// and ends among the dead, which an administrator can see and replay. A Reader follows the log of a space with a cursor that moves with
// its effect.
package job
