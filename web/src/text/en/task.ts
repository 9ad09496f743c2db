// Texts of the task: panel, page, editor, comments, links, files.

export const task = {
  // The editor
  "editor.bar": "Formatting", "editor.bold": "Bold", "editor.italic": "Italic", "editor.strike": "Struck through", "editor.code": "Code", "editor.link": "Link", "editor.heading": "Heading", "editor.heading.n": "Heading {n}",
  "editor.bullets": "Bulleted list", "editor.numbers": "Numbered list", "editor.checklist": "Checklist", "editor.checklist.also": "to do box", "editor.quote": "Quote", "editor.codeBlock": "Code block", "editor.table": "Table", "editor.rule": "Divider", "editor.attach": "Picture or file", "editor.attach.also": "image upload attachment",
  "editor.mention": "Mention somebody", "editor.taskLink": "Refer to a task", "editor.suggestions": "Suggestions", "editor.tick": "Done", "editor.language": "language",
  "editor.tableMenu": "Rows and columns", "editor.row.above": "Row above", "editor.row.below": "Row below", "editor.column.before": "Column before", "editor.column.after": "Column after", "editor.column.back": "Move column back", "editor.column.on": "Move column on",
  "editor.align.start": "Align to the start", "editor.align.center": "Centre", "editor.align.end": "Align to the end", "editor.row.remove": "Remove row", "editor.column.remove": "Remove column", "editor.table.remove": "Remove table",
  "editor.link.address": "Address", "editor.link.set": "Link", "editor.link.remove": "Remove link", "editor.link.unsafe": "Such an address cannot be linked to.", "editor.describe": "Describe the picture", "editor.describe.label": "What can be seen",
  "editor.source": "Markdown", "editor.source.title": "Write the markdown itself", "editor.rich.title": "Write with formatting", "editor.source.hint": "Saved as it is written.",
  "editor.uploading": "{name}, on its way", "editor.uploading.n": "{n, plural, one {# file} other {# files}} on the way", "editor.tooLarge": "It is larger than {n} MB.", "editor.notUploaded": "The server did not take it.", "editor.noFiles": "Files cannot be added here.", "editor.remove": "Remove",

  // The text of a task
  "text.placeholder": "What is it about? Type / for blocks, @ for people, # for tasks", "text.unsent": "Not sent yet; kept in this browser", "text.refused": "Not saved: {why}", "text.back": "What you had not sent is back.", "text.discard": "Discard it", 
  "text.copy": "Copy as Markdown",
  "merge.text": "{name} changed the same words while you wrote.", "merge.text.you": "You changed the same words in another window.", "merge.waits": "Nothing is lost. Your text is kept here and is not sent before you have chosen.",
  "merge.elsewhere": "{key}: somebody changed the same words. Your text is kept; open the description to choose.", "merge.title": "Two versions of the same words", "merge.place": "Place {n} of {of}", "merge.mine": "Yours", "merge.theirs": "{name}\u2019s", "merge.other": "The other one", "merge.both": "Both", "merge.edit": "Write it anew", "merge.edit.label": "Your wording for place {n}",
  "merge.use": "Use this text", "merge.later": "Go on writing", "merge.removed": "removed", "merge.added": "added", "merge.empty": "nothing", "merge.same": "{n, plural, one {# line} other {# lines}} unchanged", "merge.left": "{n, plural, one {# place} other {# places}} to choose",

  // The task itself
  "task.page": "Open on a page of its own", "task.beside": "Show beside the board", "task.parent.change": "Parent: {parent}. Change", "task.parent.add": "Put under another task", "task.fields": "Fields", "task.blocked": "Blocked", "task.blocked.by": "Blocked by {keys}", 
  "task.favourite": "Add to favourites", "task.unfavourite": "Remove from favourites", "keys.page": "Open on a page of its own, or beside", "keys.next": "Next task", "keys.previous": "Previous task", "keys.describe": "Write the description", "keys.subtask": "Add a subtask", "keys.relate": "Add a link to another task",
  "copy.title": "Copy key and title", "copy.title.done": "Key and title copied", "copy.markdown": "Copy as Markdown", "copy.markdown.done": "Markdown copied", "copy.branch": "Copy branch name", "copy.branch.done": "{name} copied", 
  "description.menu": "More about the description",

  // Checklists, subtasks
  "checklist.toSubtasks": "{n, plural, one {Make a subtask of the open item} other {Make subtasks of the # open items}}", "checklist.made": "{n, plural, one {# subtask made} other {# subtasks made}}",
  subtasks: "Subtasks", "subtasks.count": "{done} of {of}", "subtasks.add": "Add a subtask", "subtasks.placeholder": "What is a part of it? Enter adds", "subtask.toggle": "{key} is done", "subtask.menu": "More about {key}", "subtask.drag": "Move {key}", "subtask.up": "Move up", "subtask.down": "Move down", "subtask.apart": "Take out of this task", "subtask.moved": "{key} is now {n} of {of}", 
  "subtasks.notLoaded": "Subtasks not loaded",

  // Links
  links: "Links", "links.add": "Add a link", "links.which": "Key or words of the other task", "links.none": "No such task", "link.blocks": "blocks", "link.blockedBy": "blocked by", "link.relates": "relates to", "link.duplicates": "duplicates", "link.duplicatedBy": "duplicated by",
  "links.blocks": "Blocks", "links.blockedBy": "Blocked by", "links.relates": "Relates to", "links.duplicates": "Duplicates", "links.duplicatedBy": "Duplicated by", "link.type": "How it stands to the other", "link.remove": "Remove the link to {key}", "link.added": "{key} {type} {other}", "link.removed": "Link between {key} and {other} removed", "link.notAdded": "Not linked", "link.notRemoved": "Link not removed", "links.notLoaded": "Links not loaded", "link.there": "It is linked so already.", "link.self": "A task is not linked to itself.",
  "did.linked": "linked another task", "did.unlinked": "removed a link", "did.link.blocks": "noted that it blocks {key}", "did.link.blockedBy": "noted that {key} blocks it", "did.link.relates": "related it to {key}", "did.link.duplicates": "noted that it duplicates {key}", "did.link.duplicatedBy": "noted that {key} duplicates it", "did.subtasks": "{n, plural, one {added the subtask {keys}} other {added the subtasks {keys}}}", "did.parent": "put it under {key}", "did.parent.none": "took it out of its parent",

  // Comments
  "comment.react": "React", "comment.react.with": "{emoji}: {names}", "comment.reply": "Reply", "comment.quote": "Quote", "comment.link": "Copy link to the comment", "comment.link.done": "Link to the comment copied", "comment.copy": "Copy as Markdown", "comment.notReacted": "Not reacted", "comment.busy": "A file is still on its way.", "comment.quote.selection": "Quote in a comment",
  "emoji.+1": "Thumbs up", "emoji.-1": "Thumbs down", "emoji.smile": "Smile", "emoji.tada": "Celebrate", "emoji.confused": "Confused", "emoji.heart": "Heart", "emoji.rocket": "Rocket", "emoji.eyes": "Eyes", "emoji.check": "Done", "emoji.pray": "Thanks",
  "comment.more": "More about the comment", "feed.earlier": "{n, plural, one {Show # earlier entry} other {Show # earlier entries}}", "feed.undone": "What the line says is undone", "feed.undo.of": "Undo: {what}", "feed.new": "New",
} as const;
