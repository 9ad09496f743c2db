package archive

import (
	"regexp"
	"slices"
	"strings"

	"github.com/kanvaro/kanvaro/internal/project"
)

// Fields lists what a column can be mapped to, besides nothing.
var Fields = []string{"key", "title", "description", "points", "status", "type", "priority", "assignee", "labels", "due", "createdAt"}

// many are the fields that several columns may be mapped to.
var many = []string{"assignee", "labels"}

// called lists how other programs call our fields (Jira, Linear, GitHub, GitLab, Trello, Asana, YouTrack, Azure DevOps), in small letters and
// digits alone.
var called = map[string]string{
	"key": "issuekey key issueid id ref number taskid identifier ticket",
	"title": "title summary name subject taskname cardname issue task " +
		"titel zusammenfassung betreff titre resume asunto titulo כותרת נושא",
	"description": "description desc body details notes content carddescription text issuedescription " +
		"beschreibung descripcion תיאור", //nolint:misspell // Spanish
	"points": "storypoint storypoints points estimate estimation customfieldstorypoints customfieldstorypointestimate " +
		"storypointestimate sp effort size נקודות",
	"status":    "status state list listname column columnname section sectioncolumn workflowstate etat estado סטטוס מצב",
	"type":      "type issuetype tasktype kind tracker workitemtype typ סוג",
	"priority":  "priority prio severity prioritat priorite prioridad עדיפות",
	"assignee":  "assignee assignees assignedto owner members responsible zugewiesen אחראי",
	"labels":    "labels label tags tag components component etiquetas תוויות",
	"due":       "due duedate deadline dueon dueat targetdate faellig fallig יעד",
	"createdAt": "created createdat createdon createddate datecreated creationdate creation erstellt",
}

var fieldNames = func() map[string]string {
	m := map[string]string{}
	for field, names := range called {
		for _, n := range strings.Fields(names) {
			m[n] = field
		}
	}
	return m
}()

var noLetter = regexp.MustCompile(`[^\p{L}\p{N}]+`)

// plain reduces a name to what is compared.
func plain(s string) string { return noLetter.ReplaceAllString(strings.ToLower(s), "") }

// fieldOf gives the field that a column of this name most likely is, "" where none is likely.
func fieldOf(name string) string { return fieldNames[plain(name)] }

// suggestFields maps columns by their names: each field once, but those that may have several columns.
func suggestFields(header []string) []string {
	out := make([]string, len(header))
	used := map[string]int{}
	for i, name := range header {
		base := doubled.ReplaceAllString(name, "")
		f := fieldOf(base)
		if f == "" || (used[f] > 0 && !slices.Contains(many, f)) {
			if f != "key" || !better(base, header[used[f]-1]) {
				continue
			}
			out[used[f]-1] = "" // "Issue key" is a better key than "Issue id"
		}
		used[f] = i + 1
		out[i] = f
	}
	return out
}

// doubled finds what parse added to a name that was there twice.
var doubled = regexp.MustCompile(` \(\d+\)$`)

func better(name, than string) bool {
	return strings.HasSuffix(plain(name), "key") && !strings.HasSuffix(plain(than), "key")
}

// groups lists how statuses of each group are called elsewhere.
var groups = map[project.Group]string{
	project.Backlog: "backlog icebox later someday triage idea ideas",
	project.Ready:   "todo open new ready reopened selectedfordevelopment unstarted planned next accepted tobedone offen nouveau",
	project.Doing:   "inprogress doing progress started wip working active development indevelopment inarbeit encours",
	project.Review:  "review inreview codereview reviewing testing intesting qa test verify toverify reviewable",
	project.Done:    "done closed resolved complete completed finished fixed released delivered shipped fertig ferme",
	project.Dropped: "dropped cancelled canceled wontfix wontdo duplicate invalid rejected abandoned declined",
}

// suggestStatus gives the status of a project that a name of elsewhere most likely means, "" where none is likely.
func suggestStatus(name string, statuses []project.Status) string {
	name = plain(name)
	for _, s := range statuses {
		if plain(s.Name) == name {
			return s.ID
		}
	}
	for g, names := range groups {
		if !slices.Contains(strings.Fields(names), name) {
			continue
		}
		for _, s := range statuses {
			if s.Group == g {
				return s.ID
			}
		}
	}
	return ""
}

var types = map[string]string{
	"task": "task", "subtask": "task", "todo": "task", "issue": "task", "action": "task", "technicaltask": "task", "spike": "task", "aufgabe": "task",
	"bug": "bug", "defect": "bug", "error": "bug", "incident": "bug", "fehler": "bug", "problem": "bug",
	"story": "story", "userstory": "story", "feature": "story", "newfeature": "story", "improvement": "story", "enhancement": "story", "epic": "story",
	"wish": "story", "featurerequest": "story", "requirement": "story", "productbacklogitem": "story",
	"chore": "chore", "maintenance": "chore", "documentation": "chore", "refactoring": "chore", "technicaldebt": "chore", "dependencyupgrade": "chore",
}

var priorities = map[string]string{
	"none": "none", "nopriority": "none", "unset": "none", "notset": "none", "0": "none",
	"lowest": "low", "low": "low", "trivial": "low", "minor": "low", "4": "low", "p4": "low", "p3": "low",
	"medium": "medium", "normal": "medium", "moderate": "medium", "major": "medium", "3": "medium", "p2": "medium",
	"high": "high", "important": "high", "critical": "high", "2": "high", "p1": "high",
	"highest": "urgent", "urgent": "urgent", "blocker": "urgent", "showstopper": "urgent", "1": "urgent", "p0": "urgent",
}

var jiraMarks = regexp.MustCompile(`\{(code|noformat|quote|panel|color)[:}]|\{\{[^}\n]+\}\}|(^|\n|  )h[1-6]\. |\[~[\w.]+\]|\[[^\]|\n]+\|https?://|(^|\n|  )\|\|`)

// suggestMarkup guesses how descriptions are written.
func suggestMarkup(descriptions []string, header []string) string {
	jira := 0
	for _, d := range descriptions {
		if jiraMarks.MatchString(d) {
			jira++
		}
	}
	keyed := slices.ContainsFunc(header, func(n string) bool { return plain(n) == "issuekey" })
	if jira > 0 && (keyed || jira*20 >= len(descriptions)) {
		return "jira"
	}
	return "markdown"
}
