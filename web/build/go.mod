module github.com/kanvaro/kanvaro/web/build

go 1.26

require (
	github.com/andybalholm/brotli v1.2.8 // indirect
	github.com/evanw/esbuild v0.28.2 // indirect
)
