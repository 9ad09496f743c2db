// Package observe is what an operator sees: logs, one wide record for each request, metrics and health.
//
// Logs are JSON with the names of the Elastic Common Schema. Nothing secret is ever among them: records have fields of their own and take
// no headers, bodies or queries; and attributes with the names of secrets are blotted out whoever writes them.
package observe
