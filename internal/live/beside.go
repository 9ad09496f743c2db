package live

import (
	"context"
)

// sidelong reports whether the client sees who is in a project. // LV14
func (c *client) sidelong(ctx context.Context, project string) (bool, error) {
	if c.o.Project != "" && project != c.o.Project {
		return false, nil
	}
	sees, known := c.beside[project]
	if known {
		return sees, nil
	}
	v, err := c.hub.o.Gate.Look(ctx, c.o.Actor, c.o.Org, project)
	if err != nil {
		return false, err
	}
	if c.beside == nil {
		c.beside = map[string]bool{}
	}
	c.beside[project] = v.Project(project)
	return v.Project(project), nil
}

// around gives what this client is told of who is where. Who has gone to where it sees nothing has gone.
func (c *client) around(ctx context.Context, b []byte, all []*moved) ([]byte, error) {
	for _, m := range all {
		for _, way := range [...]struct {
			project string
			told    []byte
		}{{m.is.Project, m.here}, {m.was, m.gone}} {
			if way.project == "" {
				continue
			}
			sees, err := c.sidelong(ctx, way.project)
			if err != nil {
				return b, err
			}
			if sees {
				b = append(b, way.told...)
				break
			}
		}
	}
	return b, nil
}

// lookAgain is for after one's own rights have changed: those whom the client sees no longer have gone, those whom it sees now are told. // LV14
func (c *client) lookAgain(ctx context.Context) ([]byte, error) {
	saw := c.beside
	c.beside, c.stale = nil, false
	var b []byte
	for _, m := range c.hub.where.present(c.o.Org) {
		sees, err := c.sidelong(ctx, m.is.Project)
		switch {
		case err != nil:
			return b, err
		case sees:
			b = append(b, m.here...)
		case saw[m.is.Project]:
			b = append(b, m.gone...)
		}
	}
	return b, nil
}
