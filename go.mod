module github.com/kanvaro/kanvaro

go 1.26.8
