// Package mongostore keeps documents in MongoDB.
package mongostore
