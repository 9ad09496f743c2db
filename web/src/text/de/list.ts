// German: what stands in en/list.ts.

export const list: Record<string, string> = {
  "filter.by": "Filtern nach", "filter.relation": "Beziehung", "filter.is": "ist", "filter.isNot": "ist nicht", "filter.isAny": "ist eines von", "filter.isNone": "ist keines von",
  "filter.has": "ist", "filter.hasNot": "ist nicht", "filter.hasAny": "hat eines von", "filter.hasNone": "hat keines von", "filter.me": "Ich", "filter.formerTask": "Eine frühere Aufgabe",
  "filter.field.status": "Status", "filter.field.assignee": "Zuständig", "filter.field.reporter": "Gemeldet von", "filter.field.label": "Label", "filter.field.type": "Art",
  "filter.field.priority": "Priorität", "filter.field.due": "Fällig", "filter.field.points": "Schätzung", "filter.field.parent": "Übergeordnet",
  "filter.change.field": "{field}. Nach einem anderen Feld filtern", "filter.change.relation": "{field}: {relation}. Ändern", "filter.change.values": "{field}: {values}. Ändern", "filter.remove": "Filter nach {field} entfernen",
  "filter.due.overdue": "Überfällig", "filter.due.today": "Heute", "filter.due.week": "Die nächsten 7 Tage", "filter.due.none": "Kein Datum", "filter.due.days": "{n, plural, one {Der nächste # Tag} other {Die nächsten # Tage}}",
  "filter.due.between": "{from} bis {to}", "filter.due.from": "Ab {from}", "filter.due.until": "Bis {to}",

  "list.name": "Aufgaben", "list.keys": "Pfeiltasten gehen durch die Zeilen. Rechts geht in die Zellen einer Zeile, Eingabe bearbeitet eine Zelle oder öffnet die Aufgabe, X wählt aus, Leertaste hebt eine Zeile auf.", "keys.list": "Liste",
  "list.select": "{key} auswählen", "list.selectAll": "{n, plural, one {# Aufgabe} other {Alle # Aufgaben}} auswählen", "list.fold": "Teilaufgaben von {key} wegräumen", "list.unfold": "Teilaufgaben von {key} zeigen",
  "list.group.open": "{name} öffnen", "list.group.close": "{name} schließen", "list.group.select": "Alle in {name} auswählen", "list.addedHidden": "„{title}“ hinzugefügt. Der Filter zeigt sie nicht.",
  "list.nothing.title": "Nichts passt", "list.nothing.body": "Keine Aufgabe dieses Projekts ist, wonach der Filter fragt.", "list.empty.body": "Eingabe fügt sie hinzu, und Sie schreiben die nächste. Fügen Sie eine Liste ein, wird jede Zeile eine Aufgabe.", "list.empty.viewer": "Noch hat niemand eine geschrieben.",
  "list.carry": "{n, plural, one {# Aufgabe} other {# Aufgaben}} hierher verschieben", "list.carry.to": "{n, plural, one {# Aufgabe} other {# Aufgaben}} nach {to} verschieben", "list.carry.sorted": "Zeilen lassen sich nur zwischen andere legen, wenn die Liste von Hand geordnet ist.",
  "list.carry.done": "{n, plural, one {# Aufgabe} other {# Aufgaben}} verschoben", "list.carry.returned": "Zurückgelegt", "list.toGroup": "jetzt in {to}",
  "task.subtasks": "{n, plural, one {# Teilaufgabe} other {# Teilaufgaben}}",
  "keys.addHere": "Aufgabe zu dieser Gruppe hinzufügen", "keys.cells": "In die Zellen einer Zeile und an ihnen entlang", "keys.first": "Erste Aufgabe", "keys.last": "Letzte Aufgabe", "keys.enterCell": "Zelle bearbeiten oder Aufgabe öffnen", "keys.liftRow": "Zeile aufheben und ablegen",
  "keys.select": "Auswählen, oder nicht", "keys.selectTo": "Bis hierher auswählen", "keys.extend": "Eine mehr auswählen", "keys.all": "Alle sichtbaren auswählen, dann alle passenden", "keys.status": "Status",

  "column.status": "Status", "column.priority": "Priorität", "column.key": "Schlüssel", "column.title": "Titel", "column.type": "Art", "column.labels": "Labels", "column.assignees": "Zuständig", "column.reporter": "Gemeldet von", "column.due": "Fällig",
  "column.parent": "Übergeordnet", "column.subtasks": "Teilaufgaben", "column.comments": "Kommentare", "column.statusSince": "Im Status seit", "column.createdAt": "Angelegt", "column.updatedAt": "Geändert", "column.points": "Punkte",
  "column.before": "Weiter nach vorn", "column.after": "Weiter nach hinten", "column.wider": "Breiter", "column.narrower": "Schmaler", "column.hide": "Spalte ausblenden", "column.width.said": "{column}: Breite {n}", "column.moved.said": "{column} an Platz {n}",
  "sort.up": "Aufsteigend ordnen", "sort.down": "Absteigend ordnen", "sort.also": "Danach hiernach ordnen", "sort.off": "Nicht hiernach ordnen", "sort.rank": "Von Hand", "sort.none": "Nichts weiter", "sort.place": "{column}, danach geordnet an Stelle {n}",
  "sort.said.up": "Geordnet nach {column}, aufsteigend", "sort.said.down": "Geordnet nach {column}, absteigend", "sort.said.off": "Nicht mehr nach {column} geordnet",
  "group.byThis": "Hiernach gruppieren", "group.by.none": "Nichts", "group.by.status": "Status", "group.by.assignee": "Zuständig", "group.by.label": "Label", "group.by.priority": "Priorität", "group.by.type": "Art", "group.by.due": "Fälligkeit", "group.by.parent": "Übergeordnet",
  "grouped.status": "Gruppiert nach Status", "grouped.assignee": "Gruppiert nach Zuständigen", "grouped.label": "Gruppiert nach Label", "grouped.priority": "Gruppiert nach Priorität", "grouped.type": "Gruppiert nach Art", "grouped.due": "Gruppiert nach Fälligkeit", "grouped.parent": "Gruppiert nach übergeordneter Aufgabe",
  "group.due.overdue": "Überfällig", "group.due.today": "Heute", "group.due.week": "In den nächsten 7 Tagen", "group.due.later": "Später", "group.due.none": "Kein Datum",
  display: "Anzeige", "display.group": "Gruppieren nach", "display.sort": "Ordnen nach", "display.then": "dann nach", "display.empty": "Leere Gruppen zeigen", "display.nested": "Teilaufgaben unter ihrer übergeordneten", "display.columns": "Spalten", "display.usual": "Zurücksetzen", "display.closeAll": "Alle Gruppen schließen", "display.openAll": "Alle öffnen",

  "bulk.chosen": "{n, plural, one {# ausgewählt} other {# ausgewählt}}", "bulk.all": "Alle {n}", "bulk.allMatching": "Alle {n} passenden", "bulk.menu": "{n, plural, one {# Aufgabe} other {# Aufgaben}} ändern", "bulk.clear": "Keine auswählen", "bulk.assign": "Zuweisen", "bulk.apply": "Ändern",
  "bulk.preview.choose": "{n, plural, one {# Aufgabe} other {# Aufgaben}}", "bulk.preview.all": "{n, plural, one {# Aufgabe ändert sich} other {# Aufgaben ändern sich}}.", "bulk.preview.some": "{n, plural, =0 {Keine} one {# Aufgabe} other {# Aufgaben}} von {of} ändern sich; die anderen haben es schon.",
  "bulk.preview.large": "Das läuft, während Sie weiterarbeiten.", "bulk.preview.limit": "Grenze {limit}, dies macht {makes}.", "bulk.done": "{n, plural, one {# Aufgabe} other {# Aufgaben}}: {what}", "bulk.nothing": "Nichts zu ändern: alle haben es schon.",
  "bulk.notDone": "{n, plural, one {# Aufgabe} other {# Aufgaben}} nicht geändert", "bulk.busy": "Eine große Änderung zur Zeit: warten Sie, bis diese fertig ist.", "bulk.running": "{done} von {total}", "bulk.failed": "Es blieb nach {done} von {total} stehen. Rückgängig nimmt zurück, was geschehen ist.",
  "bulk.refused": "{n, plural, one {# Aufgabe} other {# Aufgaben}} nicht geändert, zuerst {key}", "bulk.trashed": "{n, plural, one {# Aufgabe ist} other {# Aufgaben sind}} im Papierkorb", "bulk.moved": "{n, plural, one {# Aufgabe} other {# Aufgaben}} verschoben", "bulk.copyKeys": "Schlüssel und Titel kopieren", "bulk.copied": "{n, plural, one {# Schlüssel} other {# Schlüssel}} kopiert",

  "field.parent": "Übergeordnet", "done.parent": "unter {to}", "done.parent.none": "ohne übergeordnete Aufgabe", "parent.none": "Keine übergeordnete", "labels.none": "Keine Labels",
  "due.words": "Fällig: ein Tag, „Fr“, „in 2 Wochen“", "due.unread": "Einen Tag schreibt man „Fr“, „27 Nov“ oder „in 2 Wochen“.", "due.week": "In einer Woche", "due.weeks": "In zwei Wochen",
};
