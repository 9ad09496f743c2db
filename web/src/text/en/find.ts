// Texts of the palette, search, recent and favourite things.

export const find = {
  "find.palette": "Search or run", "find.placeholder": "Search tasks, go somewhere, run something", "find.results": "What was found",
  "find.with": "With {what}", "find.with.many": "With {n, plural, one {# task} other {# tasks}}", "find.tasks": "Tasks", "find.recent": "Looked at lately", "find.comments": "Texts and comments", "find.go": "Go to", "find.run": "Run",
  "find.create": "Create task “{title}”", "find.more": "All results for “{q}”", "find.nothing": "Nothing is called that", "find.count": "{n, plural, =0 {Nothing found} one {# result} other {# results}}",
  "find.kind.all": "Everything", "find.kind.tasks": "Tasks", "find.kind.go": "Places", "find.kind.run": "Commands",
  "find.choose": "choose", "find.enter": "run", "find.tab": "narrow to a kind", "find.keys": "all keys",
  "find.inText": "in the text", "find.inComment": "in a comment", 
  "search.title": "Search", "search.words": "Words to look for", "search.hint": "Looks in keys, titles, texts and comments of everything that you may see. The last word may be a beginning, and typing errors are forgiven.",
  "search.none": "Nothing found for “{q}”", "search.none.body": "Look at the spelling, or use fewer words.", "search.kind": "Kind", "search.kind.all": "All", "search.kind.task": "Tasks", "search.kind.comment": "Comments", "search.kind.project": "Projects", "search.kind.member": "People",
  "search.project": "Project", "search.project.all": "All projects", "search.more": "Show more",
  "create.title": "New task", "create.project": "Project", "create.more": "Make another", "create.submit": "Create", "create.description": "Description", "create.kept": "Kept from before. {clear}", "create.clear": "Start anew", "create.failed": "Not created",
  "create.noProject": "There is no project that you may add tasks to.", "create.done": "{key} created", "create.open": "Open",
} as const;
