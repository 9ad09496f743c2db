package cli

import "github.com/kanvaro/kanvaro/internal/api"

// openapi is `kanvaro openapi`.
type openapi struct{}

// Run prints the description.
func (openapi) Run(t terminal) error {
	text, err := api.OpenAPI()
	if err != nil {
		return err
	}
	_, err = t.out.Write(text)
	return err
}
