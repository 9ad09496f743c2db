// German: what stands in en/board.ts.

export const board: Record<string, string> = {
  "column.rename": "Umbenennen", "column.rename.field": "Neuer Name von {name}", "column.name.missing": "Eine Spalte braucht einen Namen.",
  "column.setLimit": "Grenze setzen", "column.changeLimit": "Grenze ändern", "column.limit.field": "Grenze von {name}", "column.limit.none": "Keine Grenze", "column.limit.wrong": "Eine Grenze ist eine ganze Zahl bis {most}. Leer heißt: keine.",
  "column.colour": "Farbe", "column.colour.own": "Farbe ihrer Bedeutung", "column.meaning": "Wofür sie steht", "column.meaning.caption": "Arbeit ist hier",
  "column.add": "Spalte dahinter einfügen", "column.addTop": "Aufgabe oben anlegen", "column.add.field": "Name der Spalte hinter {name}", "column.new.field": "Name der neuen Spalte", "column.add.placeholder": "Name der Spalte",
  "column.moveBefore": "Nach links", "column.moveAfter": "Nach rechts", "column.fold.do": "Einklappen", "column.remove": "Spalte entfernen",
  "column.remove.where": "Wohin {n, plural, one {kommt ihre # Aufgabe} other {kommen ihre # Aufgaben}}?", "column.remove.title": "Die Spalte {name} entfernen?", "column.remove.body": "{n, plural, one {# Aufgabe kommt} other {# Aufgaben kommen}} nach {to}. Rückgängig bringt die Spalte zurück.",
  "column.lifted": "Spalte {name} aufgehoben. Pfeiltasten bewegen sie, die Leertaste legt sie ab, Escape bringt sie zurück.", "column.over": "Platz {place} von {count}", "column.returned": "Die Spalte bleibt, wo sie war",
  "group.backlog": "eine Idee", "group.ready": "bereit", "group.doing": "in Arbeit", "group.review": "in Prüfung", "group.done": "erledigt", "group.dropped": "verworfen",

  "display.lanes": "Bahnen", "display.lanes.none": "Keine", "display.lanes.assignee": "Nach Zuständigen", "display.lanes.label": "Nach Label", "display.lanes.priority": "Nach Priorität", "display.lanes.parent": "Nach übergeordneter Aufgabe",
  "display.emptyLanes": "Leere Bahnen zeigen", "display.done": "Erledigtes weglassen", "display.done.never": "Nie", "display.done.after": "{n, plural, one {Nach einem Tag} other {Nach # Tagen}}", "display.fields": "Karten zeigen", "display.own": "Nur Sie sehen es so.",
  "card.field.key": "Schlüssel", "card.field.parent": "Übergeordnet", "card.field.type": "Fehler", "card.field.priority": "Priorität", "card.field.labels": "Labels", "card.field.subtasks": "Teilaufgaben", "card.field.comments": "Kommentare", "card.field.due": "Fällig", "card.field.points": "Schätzung", "card.field.assignees": "Zuständig", "card.field.age": "Alter",

  "lane.name": "{name}, {n, plural, one {# Aufgabe} other {# Aufgaben}}", "lane.cell": "{column}, {lane}, {n, plural, one {# Aufgabe} other {# Aufgaben}}", "lane.none": "Es gibt nichts zu zeigen.", 
  "task.laned": "{key} nach {to} verschoben", "tasks.laned": "{n} Aufgaben nach {to} verschoben", "tasks.moved": "{n} Aufgaben nach {to} verschoben",

  "tasks.added": "{n} Aufgaben angelegt", "quick.hint": "#label @person !priorität ~punkte due:fr", "quick.offers": "Was es sein kann", "quick.understood": "Verstanden", "quick.newLabel": "Label „{name}“ anlegen", "quick.new": "{name} (neu)", "quick.remove": "Herausnehmen",
};
