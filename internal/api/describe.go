package api

import "github.com/danielgtaylor/huma/v2"

// onlyDescribe takes from the schemas of bodies what only tells people and programs what is right: lengths, patterns, choices. The domain
// decides about those, in words that say what to do; huma is left with the shape: names, and types.
func onlyDescribe(schemas map[string]*huma.Schema) {
	for _, s := range schemas {
		loosen(s)
	}
}

func loosen(s *huma.Schema) {
	if s == nil {
		return
	}
	s.MinLength, s.MaxLength, s.Pattern, s.Enum, s.Format = nil, nil, "", nil, ""
	s.Minimum, s.Maximum, s.MinItems, s.MaxItems, s.UniqueItems = nil, nil, nil, nil, false
	for _, p := range s.Properties {
		loosen(p)
	}
	loosen(s.Items)
}
