package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// file is one file of dist: its slash-separated name and its bytes.
type file struct {
	name string
	data []byte
}

// bundle makes all files of dist in memory. dev leaves the code readable.
func bundle(root string, dev bool) ([]file, error) {
	worker, err := buildScript(root, "src/stream/worker.ts", dev)
	if err != nil {
		return nil, err
	}
	app, err := buildApp(root, worker.name, dev)
	if err != nil {
		return nil, err
	}
	// The few lines that run before the first paint: a file, since the policy forbids inline code.
	theme, err := buildScript(root, "src/theme.ts", dev)
	if err != nil {
		return nil, err
	}
	app.files = append(app.files, theme, worker)
	app.names["theme"] = "/" + theme.name

	page, err := indexPage(root, app.names)
	if err != nil {
		return nil, err
	}
	licence, err := os.ReadFile(filepath.Join(root, "src", "fonts", "OFL.txt")) // it goes where the fonts go
	if err != nil {
		return nil, err
	}
	files := append(app.files, file{"index.html", page}, file{"static/OFL.txt", licence})
	if dev {
		return files, nil
	}
	return compressAll(files)
}

type app struct {
	files []file
	names map[string]string // what index.html refers to: main, style, font, icon
}

func options(root string, dev bool) api.BuildOptions {
	return api.BuildOptions{
		AbsWorkingDir: root,
		Outdir:        "dist/static",
		Bundle:        true,
		Write:         false,
		Charset:       api.CharsetUTF8,
		LegalComments: api.LegalCommentsNone,
		Target:        api.ES2022,
		Engines: []api.Engine{ // the first with light-dark(), popover and nesting
			{Name: api.EngineChrome, Version: "123"},
			{Name: api.EngineFirefox, Version: "125"},
			{Name: api.EngineSafari, Version: "17.5"},
		},
		MinifyWhitespace:  !dev,
		MinifyIdentifiers: !dev,
		MinifySyntax:      !dev,
		JSX:               api.JSXAutomatic,
		JSXImportSource:   "preact",
		Loader:            map[string]api.Loader{".woff2": api.LoaderFile, ".svg": api.LoaderCopy, ".sprite": api.LoaderText},
		LogLevel:          api.LogLevelWarning,
	}
}

// buildApp bundles what the page loads. The worker is a bundle of its own, of which the app knows the name.
func buildApp(root, worker string, dev bool) (app, error) {
	o := options(root, dev)
	o.Define = map[string]string{"STREAM_WORKER": strconv.Quote("/" + worker)}
	o.EntryPointsAdvanced = []api.EntryPoint{
		{InputPath: "src/main.tsx", OutputPath: "main"},
		{InputPath: "src/icon.svg", OutputPath: "icon"},
	}
	o.Format = api.FormatESModule
	o.Splitting = true
	o.EntryNames, o.ChunkNames, o.AssetNames = "[name]-[hash]", "[name]-[hash]", "[name]-[hash]"
	o.PublicPath = "/static/"
	o.Metafile = true
	result := api.Build(o)
	if len(result.Errors) > 0 {
		return app{}, errors.New("the app does not bundle")
	}
	if !dev {
		together, err := inOnePiece(root, result.Metafile)
		if err != nil {
			return app{}, err
		}
		o.Plugins = append(o.Plugins, together)
		if result = api.Build(o); len(result.Errors) > 0 {
			return app{}, errors.New("the app does not bundle")
		}
	}
	names, err := entryNames(result.Metafile)
	if err != nil {
		return app{}, err
	}
	return app{outputs(root, result), names}, nil
}

// inOnePiece keeps what the first page needs in one file. esbuild makes a file for each set of modules that are needed by
// the same entries: with thirty screens that come later, the first page would be cut into as many pieces, which compress
// badly. So every later entry is told that it needs the whole first page, which is there by then anyway.
func inOnePiece(root, metafile string) (api.Plugin, error) {
	var meta struct {
		Outputs map[string]struct{ EntryPoint string }
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return api.Plugin{}, err
	}
	later := map[string]bool{}
	for _, o := range meta.Outputs {
		if ext := filepath.Ext(o.EntryPoint); (ext == ".ts" || ext == ".tsx") && o.EntryPoint != "src/main.tsx" {
			later[filepath.Join(root, filepath.FromSlash(o.EntryPoint))] = true
		}
	}
	return api.Plugin{Name: "in one piece", Setup: func(build api.PluginBuild) {
		build.OnLoad(api.OnLoadOptions{Filter: `\.tsx?$`}, func(at api.OnLoadArgs) (api.OnLoadResult, error) {
			if !later[at.Path] {
				return api.OnLoadResult{}, nil
			}
			code, err := os.ReadFile(at.Path)
			if err != nil {
				return api.OnLoadResult{}, err
			}
			text := string(code) + "\nimport " + strconv.Quote(filepath.ToSlash(filepath.Join(root, "src", "app.tsx"))) + ";\n"
			loader := api.LoaderTS
			if strings.HasSuffix(at.Path, "x") {
				loader = api.LoaderTSX
			}
			return api.OnLoadResult{Contents: &text, Loader: loader, ResolveDir: filepath.Dir(at.Path)}, nil
		})
	}}, nil
}

// buildScript bundles a classic script, which waits for nothing.
func buildScript(root, entry string, dev bool) (file, error) {
	o := options(root, dev)
	o.EntryPoints = []string{entry}
	o.Format = api.FormatIIFE
	o.EntryNames = "[name]-[hash]"
	result := api.Build(o)
	if len(result.Errors) > 0 {
		return file{}, fmt.Errorf("%s does not bundle", entry)
	}
	return outputs(root, result)[0], nil
}

func outputs(root string, result api.BuildResult) []file {
	var files []file
	for _, f := range result.OutputFiles {
		name, _ := filepath.Rel(filepath.Join(root, "dist"), f.Path)
		files = append(files, file{filepath.ToSlash(name), f.Contents})
	}
	return files
}

func entryNames(metafile string) (map[string]string, error) {
	var meta struct {
		Outputs map[string]struct {
			EntryPoint string
			CSSBundle  string
			Imports    []struct{ Path, Kind string }
		}
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return nil, err
	}
	names := map[string]string{}
	var later []string // what is loaded when it is first needed
	for path, o := range meta.Outputs {
		url := "/" + strings.TrimPrefix(path, "dist/")
		switch {
		case o.EntryPoint == "src/main.tsx" && strings.HasSuffix(path, ".js"):
			names["main"] = url
			names["style"] = "/" + strings.TrimPrefix(o.CSSBundle, "dist/")
			for _, i := range o.Imports {
				if i.Kind == "import-statement" {
					names["preload"] += fmt.Sprintf("<link rel=\"modulepreload\" href=\"/%s\">\n", strings.TrimPrefix(i.Path, "dist/"))
				}
			}
		case strings.HasSuffix(path, ".js") && !strings.HasPrefix(o.EntryPoint, "src/text/"):
			later = append(later, url)
		case strings.Contains(path, "/kanvaro-sans-latin-") && !strings.Contains(path, "latin-ext"):
			names["font"] = url
		case strings.HasSuffix(path, ".svg"):
			names["icon"] = url
		}
	}
	// It is fetched when the browser has nothing else to do, so that it is there when the line is not.
	sort.Strings(later)
	for _, url := range later {
		if !strings.Contains(names["preload"], strconv.Quote(url)) {
			names["prefetch"] += fmt.Sprintf("<link rel=\"prefetch\" href=%q as=\"script\">\n", url)
		}
	}
	return names, nil
}

func indexPage(root string, names map[string]string) ([]byte, error) {
	page, err := os.ReadFile(filepath.Join(root, "src", "index.html"))
	if err != nil {
		return nil, err
	}
	text := string(page)
	for _, name := range []string{"theme", "main", "style", "font", "icon", "preload", "prefetch"} {
		if names[name] == "" && name != "preload" && name != "prefetch" {
			return nil, fmt.Errorf("the bundle has no %s", name)
		}
		text = strings.ReplaceAll(text, "%"+name+"%", names[name])
	}
	return []byte(text), nil
}
