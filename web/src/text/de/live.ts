// German: what stands in en/live.ts.

export const live: Record<string, string> = {
  "presence.here": "Jetzt hier: {names}", "presence.more": "+{n}", "presence.writes": "{name}, schreibt",
  "typing.title": "{n, plural, =1 {{a} ändert den Titel} =2 {{a} und {b} ändern den Titel} other {# Personen ändern den Titel}}",
  "typing.description": "{n, plural, =1 {{a} bearbeitet die Beschreibung} =2 {{a} und {b} bearbeiten die Beschreibung} other {# Personen bearbeiten die Beschreibung}}",
  "typing.comment": "{n, plural, =1 {{a} schreibt einen Kommentar} =2 {{a} und {b} schreiben Kommentare} other {# Personen schreiben Kommentare}}",

  "conflict.to": "{name} hat {field} auf {to} geändert.", "conflict.to.of": "{key}: {name} hat {field} auf {to} geändert.", "conflict.none": "{name} hat {field} entfernt.", "conflict.none.of": "{key}: {name} hat {field} entfernt.",
  "conflict.restore": "Meines wiederherstellen", "conflict.parent": "Übergeordnet", "conflict.you": "Sie",
  "conflict.undo": "{n, plural, one {{name} hat {field} seither geändert} other {{name} hat {field} seither geändert, und mehr wurde geändert}}",

  "unsent.kept": "{what}. Es ist hier aufgehoben und wird gesendet, sobald die Verbindung wieder da ist.",
  "unsent.change": "Eine Änderung", "unsent.tooOld": "Sie hat mehr als {n} Tage gewartet und wurde nicht von selbst gesendet.", "unsent.full": "Mehr als 5 MB Änderungen warten. Verbinden Sie sich, dann werden sie gesendet.",

  "strip.old": "Sie sehen dies im Stand von {at}. Was Sie ändern, wird hier aufgehoben und später gesendet.",
  "tray.title": "{n, plural, =0 {Alles ist erledigt} one {# Änderung ist nicht geschehen} other {# Änderungen sind nicht geschehen}}", "tray.body": "Sie wurden gemacht, während der Server nicht antwortete, und später wollte er sie nicht annehmen. Sie bleiben hier, bis Sie sagen, was aus ihnen wird.",
  "tray.empty": "Hier ist nichts mehr.", "tray.again": "Noch einmal versuchen", "tray.edit": "Text ändern", "tray.discard": "Verwerfen", "tray.text": "Ihr Text", "tray.refused": "Der Server hat es abgelehnt.",
  "signout.unsent.title": "Abmelden, obwohl {n, plural, one {# Änderung} other {# Änderungen}} nicht gesendet {n, plural, one {ist} other {sind}}?", "signout.unsent.body": "{n, plural, one {Sie bleibt} other {Sie bleiben}} in diesem Browser und {n, plural, one {wird} other {werden}} gesendet, wenn Sie sich hier wieder anmelden. Niemand sonst an diesem Browser sieht oder sendet sie.",
  "reset.done": "Neu geladen: es hatte sich mehr geändert, als nachgeholt werden konnte. Was Sie selbst geändert haben, ist aufgehoben.",
};
