// German: what stands in en/account.ts, en/find.ts and en/help.ts.

export const account: Record<string, string> = {
  "me.title": "Sie", "me.name": "Name", "me.name.hint": "Alle in Ihren Organisationen sehen ihn.", "me.named": "Ihr Name ist jetzt {name}", "me.email": "E-Mail", "me.looks": "Aussehen", "me.keys": "Tasten", "me.keys.single": "Einzelne Tasten", "me.keys.single.body": "Tasten wie C und S wirken ohne Strg. Aus, für Spracheingabe.", "me.keys.show": "Alle Tasten zeigen",
  "me.security": "Anmeldung", "me.password.body": "Es zu ändern meldet Ihre anderen Browser ab.",
  "sessions.title": "Wo Sie angemeldet sind", "sessions.here": "Dieser Browser", "sessions.used": "zuletzt benutzt {at}", "sessions.since": "seit {at}", "sessions.end": "Abmelden", "sessions.end.of": "{agent} abmelden", "sessions.ended": "{agent} ist abgemeldet", "sessions.notEnded": "Nicht abgemeldet", "sessions.notLoaded": "Die Anmeldungen wurden nicht geladen", "sessions.unknown": "Ein anderes Programm",
  "tokens.title": "Persönliche Tokens", "tokens.body": "Für Skripte und Programme, die in Ihrem Namen handeln. Ein Token kann nie mehr als Sie selbst, und weniger, wenn Sie wollen.", "tokens.docs": "So benutzt man die API", "tokens.none": "Es gibt keine.", "tokens.new": "Neues Token", "tokens.name": "Wofür es ist", "tokens.name.example": "Nächtlicher Bericht", "tokens.scopes": "Was es darf", "tokens.scopes.all": "Alles, was Sie dürfen", "tokens.scopes.read": "Nur lesen", "tokens.scopes.some": "Ausgewähltes", "tokens.scopes.count": "{n, plural, one {# Recht} other {# Rechte}}",
  "tokens.projects": "Wo", "tokens.projects.all": "Alle Ihre Projekte", "tokens.projects.some": "Ausgewählte Projekte", "tokens.projects.choose": "Wählen Sie mindestens ein Projekt.", "tokens.scopes.choose": "Wählen Sie mindestens eines.", "tokens.expires": "Bis", "tokens.expires.30": "30 Tage", "tokens.expires.90": "90 Tage", "tokens.expires.365": "Ein Jahr", "tokens.expires.never": "Ohne Ende", "tokens.create": "Token erstellen",
  "tokens.made": "Kopieren Sie es jetzt: es wird nicht noch einmal gezeigt.", "tokens.copy": "Token kopieren", "tokens.copied": "Token kopiert", "tokens.revoke": "Widerrufen", "tokens.revoke.of": "{name} widerrufen", "tokens.revoke.title": "„{name}“ widerrufen?", "tokens.revoke.body": "Was es benutzt, hört sofort auf zu funktionieren. Das lässt sich nicht rückgängig machen.", "tokens.revoked": "„{name}“ ist widerrufen", "tokens.notRevoked": "Nicht widerrufen", "tokens.notMade": "Nicht erstellt", "tokens.notLoaded": "Die Tokens wurden nicht geladen",
  "tokens.until": "bis {at}", "tokens.expired": "geendet {at}", "tokens.forever": "ohne Ende", "tokens.used": "zuletzt benutzt {at}", "tokens.unused": "nie benutzt", "tokens.ending": "endet auf {hint}",

  "find.palette": "Suchen oder ausführen", "find.placeholder": "Aufgaben suchen, irgendwohin gehen, etwas ausführen", "find.results": "Was gefunden wurde",
  "find.with": "Mit {what}", "find.with.many": "Mit {n, plural, one {# Aufgabe} other {# Aufgaben}}", "find.tasks": "Aufgaben", "find.recent": "Zuletzt angesehen", "find.comments": "Texte und Kommentare", "find.go": "Wohin", "find.run": "Ausführen",
  "find.create": "Aufgabe „{title}“ anlegen", "find.more": "Alle Ergebnisse für „{q}“", "find.nothing": "Nichts heißt so", "find.count": "{n, plural, =0 {Nichts gefunden} one {# Ergebnis} other {# Ergebnisse}}",
  "find.kind.all": "Alles", "find.kind.tasks": "Aufgaben", "find.kind.go": "Orte", "find.kind.run": "Befehle",
  "find.choose": "wählen", "find.enter": "ausführen", "find.tab": "auf eine Art beschränken", "find.keys": "alle Tasten",
  "find.inText": "im Text", "find.inComment": "in einem Kommentar", 
  "search.title": "Suche", "search.words": "Gesuchte Wörter", "search.hint": "Sucht in Schlüsseln, Titeln, Texten und Kommentaren von allem, was Sie sehen dürfen. Das letzte Wort darf ein Anfang sein, Tippfehler werden verziehen.",
  "search.none": "Nichts gefunden für „{q}“", "search.none.body": "Sehen Sie nach der Schreibweise, oder nehmen Sie weniger Wörter.", "search.kind": "Art", "search.kind.all": "Alles", "search.kind.task": "Aufgaben", "search.kind.comment": "Kommentare", "search.kind.project": "Projekte", "search.kind.member": "Personen",
  "search.project": "Projekt", "search.project.all": "Alle Projekte", "search.more": "Mehr zeigen",
  "create.title": "Neue Aufgabe", "create.project": "Projekt", "create.more": "Noch eine", "create.submit": "Anlegen", "create.description": "Beschreibung", "create.kept": "Von vorhin aufgehoben. {clear}", "create.clear": "Neu beginnen", "create.failed": "Nicht angelegt",
  "create.noProject": "Es gibt kein Projekt, in dem Sie Aufgaben anlegen dürfen.", "create.done": "{key} angelegt", "create.open": "Öffnen",

  "help.title": "Handbuch", "help.contents": "Inhalt", "help.next": "Weiter: {title}", "help.before": "Zurück: {title}", "help.api": "API-Referenz",
};
