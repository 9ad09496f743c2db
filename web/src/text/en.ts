// Every sentence of the app. ICU forms where something is counted.

export const en = {
  "date.in": "in {n} d", "date.ago": "{n} d ago",

  "progress.of": "{done} of {of}", "progress.none": "No tasks yet", "progress.overdue": "{n} late",
  "sample.mark": "Sample", "sample.try": "Look at a sample project", "sample.there": "The sample project is there to be tried. Nothing depends on it.", "sample.remove": "Remove the sample", "sample.removed": "The sample project is gone", "sample.notRemoved": "The sample was not removed", "sample.failed": "The sample was not made",
  "project.archive": "Archive", "archive.out": "Take out of the archive", "archive.out.of": "Take {name} out of the archive", "archive.done": "{name} is archived", "archive.undone": "{name} is out of the archive",

  // Finding and going
  "find.open": "Search or run", "nav.favourites": "Favourites", "favourite.add": "Add to favourites", "favourite.remove": "Remove from favourites",
  "keys.go": "Going", "go.board": "Go to the board", "go.list": "Go to the list", "go.projects": "Go to projects", "go.people": "Go to people", "go.settings": "Go to the project's settings", "go.trash": "Go to the trash", "go.me": "Go to your profile", "go.search": "Search everything", "go.help": "Go to the handbook", "go.sideways": "Between board and list", "go.import": "Import tasks", "go.project": "Choose a project",
  "run.theme.light": "Light theme", "run.theme.dark": "Dark theme", "run.theme.system": "Theme of the system", "run.density": "Comfortable or compact", "keys.looks": "How it looks", "keys.create": "Create a task",

  // Everywhere
  add: "Add task", and: "and", cancel: "Cancel", close: "Close", dismiss: "Dismiss", email: "E-mail", loading: "Loading", more: "More", name: "Name", next: "Next",
  notDone: "Not done: {what}", password: "Password", redo: "Redo", restore: "Restore", look: "Look", "restore.key": "Restore {key}", retry: "Retry", save: "Save", saved: "Saved {at}", saving: "Saving",
  title: "Title", toasts: "Messages", undo: "Undo", unset: "Not set",
  "picker.create": "Create “{name}”", "picker.nothing": "Nothing is called that", "picker.some": "Some",
  "copy.failed": "Not copied: the browser does not allow it. {text}", "copy.key": "Copy key", "copy.key.done": "{key} copied", "copy.link": "Copy link", "copy.link.done": "Link copied",

  // What went wrong
  "problem.again": "Try again", "problem.home": "Go to projects", "problem.request": "Request {id}", "problem.unreached": "The server does not answer. Look at the connection, then try again.",
  "problem.limited": "Too many tries. Wait {n, plural, one {# minute} other {# minutes}}, then try again.",
  "problem.offline.code": "No connection", "problem.offline.title": "The server does not answer", "problem.offline.body": "Nothing is lost. Look at the connection, then try again.",
  "problem.newer.title": "Part of the page did not load", "problem.newer.body": "The server may have a newer version. Nothing is lost: load the page again.",
  "problem.missing.title": "There is nothing at this address", "problem.missing.body": "It was moved or taken away, or it is not open to you. Someone who manages it can let you in.",
  "problem.server.title": "The server could not do that", "problem.server.body": "What you wrote is kept. Try again in a moment; if it happens again, give the request number to an administrator.",
  "org.none.title": "You are in no organisation", "org.none.body": "Ask someone who manages one for an invitation link.",

  // Navigation
  nav: "Workspace", "nav.main": "Main", "nav.open": "Open navigation", "nav.skip": "Skip to content", "nav.people": "People", "nav.projects": "Projects", "nav.addProject": "Add project", "nav.you": "You",
  views: "Views", "view.board": "Board", "view.list": "List", "view.trash": "Trash", "view.import": "Import", "view.settings": "Settings",
  "line.live": "Live", "line.reconnecting": "Connecting again", "line.offline": "Offline{n, plural, =0 {} one {, # change kept here} other {, # changes kept here}}", "line.waiting": "{n, plural, one {# change not sent yet} other {# changes not sent yet}}", "line.refused": "{n, plural, one {# change not done} other {# changes not done}}",
  profile: "You", "profile.open": "Your profile and tokens", "profile.help": "Handbook", "profile.theme": "Theme", "profile.density": "Density", "theme.system": "As the system", "theme.light": "Light", "theme.dark": "Dark",
  "density.comfortable": "Comfortable", "density.compact": "Compact", "me.failed": "Not changed", signout: "Sign out", "signout.failed": "Not signed out",

  // Keys
  "keys.title": "Keys that work here", "keys.short": "Keys", "keys.everywhere": "Everywhere", "keys.board": "Board", "keys.task": "On a task", "keys.panel": "Open task",
  "keys.single": "Single keys run commands", "keys.new": "New task", "keys.filter": "Filter", "keys.down": "Next task", "keys.up": "Previous task", "keys.after": "Next column", "keys.before": "Previous column",
  "keys.select": "Select", "keys.unselect": "Do not select", "keys.select.more": "Select one more", "keys.select.all": "Select all of the column, then of the board", "keys.open": "Open the task", "keys.lift": "Lift the card, and drop it", "keys.move": "Move to…", "keys.more": "More", "keys.trash": "Put into the trash", "keys.escape": "Back one layer", "keys.mine": "Assign to me, or not", "keys.comment": "Write a comment",

  // Signing in, setting up
  "signin.title": "Sign in", "signin.body": "Your work is where you left it.", "signin.do": "Sign in", "signin.wrong": "E-mail and password do not match.",
  "signin.foot": "Without an account, ask an administrator of this server for an invitation link.",
  "password.short": "Use at least {n} characters.", 
  setup: "Setup", 
  

  // People
  "people.nobody": "Nobody", "people.former": "Someone who left", "people.you": "{name} (you)", 

  // Projects
  "project.new": "New project", "project.name": "Project name", "project.name.example": "Data centre move", "project.key": "Key", "project.key.hint": "Two to ten letters, such as MES", "project.numbered": "Tasks will be numbered {key}-1, {key}-2.",
  "project.create": "Create project", "project.count": "{n, plural, one {# project} other {# projects}}",
  "project.first.title": "Name the first project", "project.first.body": "It gets a board with six columns. Everything can be changed later.",
  "project.none.title": "No project is open to you yet", "project.none.body": "Ask someone who manages one to add you.",
  "settings.hue": "Colour", "settings.visibility": "Who sees it", "visibility.members": "Its members", "visibility.organisation": "Everyone in the organisation",
  "settings.restored": "{name} restored", "settings.notRestored": "{name} not restored",
  "label.added": "Label {name} added", "label.changed": "Label {name} changed", "label.removed": "Label {name} removed", 
  "hue.1": "red", "hue.2": "orange", "hue.3": "olive", "hue.4": "green", "hue.5": "teal", "hue.6": "blue", "hue.7": "violet", "hue.8": "pink",

  // Board
  "board.keys": "Space lifts the card, arrow keys move it, Space drops it, Escape returns it. Enter opens the task. Full stop opens its menu.", "column.keys": "Enter renames the column. Space lifts it, arrow keys move it.", "column.rename.hint": "Rename: press, or F2. Move: drag, or Space and arrow keys.", "column.new": "Add a column", "column.fold": "Fold {name}", "column.unfold": "Unfold {name}", "column.unfold.count": "Unfold {name}, {n, plural, one {# task} other {# tasks}}", "display": "Display", "old.hidden": "{n, plural, one {# finished earlier} other {# finished earlier}} · Show", "old.hidden.count": "{n, plural, one {# finished earlier is} other {# finished earlier are}} not shown", "card.selected": "{name}, selected", "lane.noLabel": "No label", "lane.noParent": "No parent", "lane.former": "Something that is gone",
  "board.readOnly": "You may look at this board, not change it.",
  lanes: "Columns", "column.name": "{name}, {n, plural, one {# task} other {# tasks}}", "column.menu": "Column {name}", "column.renamed": "Column renamed {name}",
  "column.limited": "Limit of {name} is {limit}", "column.coloured": "Colour of {name} changed", "column.unlimited": "{name} has no limit",
  "column.regrouped": "Meaning of {name} changed", 
  "column.added": "Column {name} added", "column.moved": "Column {name} moved", "column.removed": "Column {name} removed",
  
  "teach.backlog": "Ideas wait here until someone decides.", "teach.ready": "What can be started next, the most important first.", "teach.doing": "What someone works on now. Give the column a limit when it gets crowded, and the line shows where it is.",
  "teach.review": "What someone else looks at before it is done.", "teach.done": "Finished work. It keeps counting.", "teach.dropped": "What will not be done, kept for the reason.",
  "limit.line": "Limit {limit}", "limit.of": "{count} of {limit}", "limit.over": "{n} over", "points.short": "{n, plural, one {# pt} other {# pts}}",
  "empty.board.title": "Write the first task", "empty.board.body": "The board is ready. Estimates and people can wait until you need them.", "empty.board.placeholder": "What needs doing first?",
  "empty.board.hint": "Enter adds it, and you write the next. Paste a list, and each line becomes a task.", "empty.board.import": "Import instead",
  "add.to": "Add task to {to}", "add.title": "Title of the new task in {to}", "add.placeholder": "What needs doing?", "add.many": "Add {n, plural, one {# task} other {# tasks}}", "add.asOne": "Keep as one",
  filter: "Filter", "filter.words": "Filter by words", "filter.placeholder": "Find here", "filter.add": "Add a filter", "filter.clear": "Clear", "filter.clearAll": "Clear the filter", "filter.link": "Copy link to this view", "filter.count": "{shown} of {total, plural, one {# task} other {# tasks}}",
  "mark.justNow": "{name}, just now",
  "carry.lifted.many": "{n} tasks lifted. Arrow keys move them, Space drops them, Escape returns them.", "carry.cell": "{column}, {lane}", "carry.lifted": "{key} lifted. Arrow keys move it, Space drops it, Escape returns it.", "carry.over": "{to}, place {place} of {count}", "carry.dropped": "Dropped in {to}, place {place} of {count}", "carry.returned": "Returned to {to}",
  "carry.tip": "Move to {to}", "carry.tip.many": "Move {n} to {to}", "carry.tip.cancel": "· Esc cancels", "carry.tip.keys": "· Space drops, Esc cancels", "carry.tip.limit": "· {limit} · Esc cancels", "carry.limit": "limit {limit}, this makes {makes}",
  move: "Move to…", "move.caption": "Move {key} to", "move.caption.many": "Move {n} tasks to", "move.top": "To the top of the column", "move.bottom": "To the end of the column",

  // Tasks
  "task.new": "New task", "task.open": "Open", "task.menu": "Task {key}", "task.count": "{n, plural, one {# task} other {# tasks}}", "task.comments": "{n, plural, one {# comment} other {# comments}}", "task.points": "{n, plural, one {# point} other {# points}}",
  "task.daysHere": "{n} d here", "task.unsent": "Not sent", "task.refused": "Not saved", "task.subtasks.of": "{done} of {n, plural, one {# subtask} other {# subtasks}} done", "task.movedTo": "{key} moved to {to}", "task.reordered": "{key} moved", "task.notMoved": "{key} not moved", "task.notChanged": "{key} not changed",
  "task.added": "“{title}” added", "task.notAdded": "“{title}” not added", "task.trash": "Put into the trash", "task.trashed": "{key} is in the trash", "task.notTrashed": "{key} not put into the trash", "task.restored": "{key} restored", "task.notRestored": "{key} not restored",
  "field.status": "Status", "field.type": "Type", "field.priority": "Priority", "field.assignees": "Assignee", "field.labels": "Labels", "field.points": "Estimate", "field.due": "Due", "field.change": "{field} ({keys})", "field.change.name": "Change {field}:",
  "unset.assignees": "Add a person", "unset.labels": "Add a label", "unset.points": "Add an estimate", "unset.due": "Add a date", "unset.priority": "Set a priority", "points.none": "No estimate",
  "priority.none": "None", "priority.low": "Low", "priority.medium": "Medium", "priority.high": "High", "priority.urgent": "Urgent",
  "priority.none.long": "No priority", "priority.low.long": "Low priority", "priority.medium.long": "Medium priority", "priority.high.long": "High priority", "priority.urgent.long": "Urgent",
  "type.task": "Task", "type.bug": "Bug", "type.story": "Story", "type.chore": "Chore",
  "due.today": "Today", "due.tomorrow": "Tomorrow", "due.monday": "Next Monday", "due.clear": "No date", "due.late": "Was due {date}", "due.on": "Due {date}",
  "done.priority": "priority {to}", "done.type": "type {to}", "done.assignees": "assignee changed", "done.labels": "labels changed", "done.points": "estimate {n}", "done.points.none": "no estimate", "done.due": "due {date}", "done.due.none": "no due date", "done.title": "title changed", "done.description": "description changed",
  "undo.nothing": "Nothing to undo", "redo.nothing": "Nothing to redo", "undo.change": "the change", "undo.done": "Undone: {what}", "redo.done": "Done again: {what}", "undo.failed": "Not undone", "redo.failed": "Not done again", "undo.conflict": "{words}. In part: {why}",
  panel: "Task {key}", "panel.back": "Back to the board", "panel.close": "Close panel", "panel.previous": "Previous task", "panel.next": "Next task", "panel.trashed": "In the trash since {at}.", "title.edit": "Edit the title",
  description: "Description", "description.add": "Add a description", "description.none": "No description", "description.edit": "Edit the description", 
  "comment.write": "Write a comment", "comment.placeholder": "Comment", "comment.send": "Send", "comment.by": "Comment by {name}", "comment.edit": "Edit", "comment.edited": "edited", "comment.remove": "Delete",
  "comment.added": "Comment on {key} added", "comment.changed": "Comment on {key} changed", "comment.removed": "Comment on {key} deleted", "comment.notAdded": "Comment not added", "comment.notChanged": "Comment not changed", "comment.notRemoved": "Comment not deleted", "comment.notLoaded": "Comments not loaded",
  feed: "Activity", "feed.show": "Show", "feed.all": "All", "feed.comments": "Comments", "feed.comments.count": "Comments {n}", "feed.history": "History", "feed.noComments": "No comment yet", "feed.nothing": "Nothing has happened yet",
  "did.created": "added it", "did.imported": "imported it", "did.moved": "moved it from {from} to {to}", "did.title": "changed the title, which was “{from}”", "did.description": "changed the description", "did.described": "wrote the description", "did.commentDeleted": "deleted a comment", "did.priority": "set priority {from} → {to}", "did.type": "set type {from} → {to}",
  "did.points": "set points {from} → {to}", "did.due": "set the due date to {to}", "did.due.none": "took the due date away", "did.assigned": "assigned {who}", "did.unassigned": "unassigned {who}", "did.labelled": "added {who}", "did.unlabelled": "took off {who}",
  "did.trashed": "put it into the trash", "did.restored": "restored it", "did.nothing": "nothing", "did.formerColumn": "a former column", "did.formerLabel": "a former label",

  // Import
  
  "project.trash": "In the trash", 
} as const;
