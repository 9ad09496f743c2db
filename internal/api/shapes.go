package api

// The documents as the API shows them, for its description. They are stored in this shape and copied, so nothing here is ever filled in;
// a test holds the fields against those of the stored types.

// Session is who one is, and where one belongs.
type Session struct {
	User          User           `json:"user"`
	Organisations []Organisation `json:"organisations"`
}

// User is what somebody is told about himself.
type User struct {
	ID       string `json:"id"`
	Email    string `json:"email"`
	Name     string `json:"name"`
	Theme    string `json:"theme" enum:"system,light,dark"`
	Density  string `json:"density" enum:"comfortable,compact"`
	Language string `json:"language" enum:"system,en,de"`
}

// Organisation is one that somebody belongs to.
type Organisation struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Role string `json:"role" enum:"admin,project_manager,team_member,client,viewer"`
}

// OrganisationDoc is an organisation.
type OrganisationDoc struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Name    string `json:"name"`
}

// MemberDoc is a member of an organisation.
type MemberDoc struct {
	ID        string `json:"id"`
	Version   int64  `json:"version"`
	Name      string `json:"name"`
	Role      string `json:"role" enum:"admin,project_manager,team_member,client,viewer"`
	Hue       int    `json:"hue" minimum:"1" maximum:"8"`
	Disabled  bool   `json:"disabled"`
	CreatedAt string `json:"createdAt" format:"date-time"`
	Email     string `json:"email,omitempty" doc:"Only for those who may manage members."`
}

// InvitationDoc is an open invitation.
type InvitationDoc struct {
	ID        string `json:"id"`
	Version   int64  `json:"version"`
	Role      string `json:"role" enum:"admin,project_manager,team_member,client,viewer"`
	Email     string `json:"email,omitempty"`
	CreatedAt string `json:"createdAt" format:"date-time"`
	CreatedBy string `json:"createdBy"`
	ExpiresAt string `json:"expiresAt" format:"date-time"`
	Link      string `json:"link,omitempty" doc:"Shown this once."`
}

// Invitee is what an invitation says to whoever has its link.
type Invitee struct {
	Organisation string `json:"organisation"`
	Role         string `json:"role"`
	Email        string `json:"email,omitempty"`
}

// Tokens is what an API client gets.
type Tokens struct {
	AccessToken  string `json:"accessToken"`
	TokenType    string `json:"tokenType" enum:"Bearer"`
	ExpiresIn    int    `json:"expiresIn" doc:"Seconds."`
	RefreshToken string `json:"refreshToken"`
}

// ProjectDoc is a project.
type ProjectDoc struct {
	ID          string      `json:"id"`
	Version     int64       `json:"version"`
	Key         string      `json:"key"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Hue         int         `json:"hue" minimum:"1" maximum:"8"`
	Archived    bool        `json:"archived"`
	Visibility  string      `json:"visibility" enum:"members,organisation"`
	Statuses    []StatusDoc `json:"statuses"`
	Labels      []LabelDoc  `json:"labels"`
	CreatedAt   string      `json:"createdAt" format:"date-time"`
	CreatedBy   string      `json:"createdBy"`
	UpdatedAt   string      `json:"updatedAt" format:"date-time"`
	TrashedAt   string      `json:"trashedAt,omitempty" format:"date-time"`
	LastPurged  int64       `json:"lastPurged,omitempty"`
	Sample      bool        `json:"sample,omitempty" doc:"Made by POST sample, and removed by DELETE."`
	Purging     bool        `json:"purging,omitempty" doc:"It is being taken away for good."`
}

// StatusDoc is a column.
type StatusDoc struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Group string `json:"group" enum:"backlog,ready,doing,review,done,dropped"`
	Limit int    `json:"limit"`
	Hue   int    `json:"hue" minimum:"0" maximum:"8" doc:"0 is the colour of its group."`
}

// LabelDoc is a label.
type LabelDoc struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Hue  int    `json:"hue" minimum:"1" maximum:"8"`
}

// AccessDoc is what one may do in a project.
type AccessDoc struct {
	Role string   `json:"role" enum:"manager,member,viewer"`
	May  []string `json:"may"`
}

// ProjectMemberDoc is a member of a project.
type ProjectMemberDoc struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Project string `json:"project"`
	Member  string `json:"member"`
	Role    string `json:"role" enum:"manager,member,viewer"`
}

// TaskDoc is a card, and with text a task.
type TaskDoc struct {
	ID          string   `json:"id"`
	Version     int64    `json:"version"`
	Key         string   `json:"key"`
	Number      int64    `json:"number"`
	Project     string   `json:"project"`
	Title       string   `json:"title"`
	Status      string   `json:"status"`
	Rank        string   `json:"rank"`
	Type        string   `json:"type" enum:"task,bug,story,chore"`
	Priority    string   `json:"priority" enum:"none,low,medium,high,urgent"`
	Assignees   []string `json:"assignees"`
	Reporter    string   `json:"reporter"`
	Labels      []string `json:"labels"`
	Points      *float64 `json:"points"`
	Due         *string  `json:"due" format:"date"`
	Parent      *string  `json:"parent" doc:"The task that it is a part of."`
	CreatedAt   string   `json:"createdAt" format:"date-time"`
	CreatedBy   string   `json:"createdBy"`
	UpdatedAt   string   `json:"updatedAt" format:"date-time"`
	StatusSince string   `json:"statusSince" format:"date-time"`
	TrashedAt   string   `json:"trashedAt,omitempty" format:"date-time"`
	Tally       TallyDoc `json:"tally"`
	Text        *TextDoc `json:"text,omitempty" doc:"Of one task read alone."`
}

// TallyDoc is what is counted about a task.
type TallyDoc struct {
	Comments     int64 `json:"comments"`
	Subtasks     int64 `json:"subtasks" doc:"Those in the trash left out."`
	SubtasksDone int64 `json:"subtasksDone" doc:"Of these, done or dropped."`
	Links        int64 `json:"links"`
}

// TextDoc is the description of a task.
type TextDoc struct {
	Version  int64  `json:"version" doc:"0 when it never had one."`
	Markdown string `json:"markdown"`
	HTML     string `json:"html" doc:"Sanitised."`
}

// CommentDoc is a comment.
type CommentDoc struct {
	ID        string        `json:"id"`
	Version   int64         `json:"version"`
	Project   string        `json:"project"`
	Task      string        `json:"task"`
	Author    string        `json:"author"`
	Markdown  string        `json:"markdown"`
	HTML      string        `json:"html"`
	CreatedAt string        `json:"createdAt" format:"date-time"`
	EditedAt  string        `json:"editedAt,omitempty" format:"date-time"`
	Reactions []ReactionDoc `json:"reactions"`
}

// ReactionDoc is one sign under a comment, and who put it there.
type ReactionDoc struct {
	Emoji   string   `json:"emoji" enum:"👍,👎,😄,🎉,😕,❤️,🚀,👀,✅,🙏"`
	Members []string `json:"members"`
}

// LinkDoc is a link of a task to another, as that task has it.
type LinkDoc struct {
	ID           string `json:"id"`
	Version      int64  `json:"version"`
	Project      string `json:"project"`
	Task         string `json:"task"`
	Type         string `json:"type" enum:"blocks,blockedBy,relates,duplicates,duplicatedBy"`
	Other        string `json:"other"`
	OtherProject string `json:"otherProject"`
	CreatedAt    string `json:"createdAt" format:"date-time"`
	CreatedBy    string `json:"createdBy"`
}

// LinkList is a part of a list.
type LinkList struct {
	Items    []LinkDoc `json:"items"`
	Next     string    `json:"next,omitempty" doc:"The cursor of what follows."`
	Position string    `json:"position"`
}

// BulkDoc is a change of many tasks.
type BulkDoc struct {
	ID           string       `json:"id"`
	Version      int64        `json:"version" doc:"0 for one that was done at once: it is not kept."`
	Project      string       `json:"project"`
	Action       string       `json:"action" enum:"set,move,trash,restore"`
	State        string       `json:"state" enum:"running,done,failed"`
	Total        int          `json:"total"`
	Done         int          `json:"done" doc:"Tasks that are dealt with."`
	Changed      int          `json:"changed" doc:"Of them are different now."`
	Op           string       `json:"op" doc:"What undo takes; empty where nothing has changed."`
	Refused      []RefusalDoc `json:"refused" doc:"The first hundred."`
	RefusedCount int          `json:"refusedCount"`
	Undone       bool         `json:"undone,omitempty" doc:"It was taken back."`
	Problem      string       `json:"problem,omitempty" doc:"Why it failed."`
	CreatedAt    string       `json:"createdAt" format:"date-time"`
	CreatedBy    string       `json:"createdBy"`
	Parts        int          `json:"parts"`
	Next         int          `json:"next"`
	Last         string       `json:"last,omitempty"`
}

// RefusalDoc says why a task was left as it is.
type RefusalDoc struct {
	Task   string `json:"task"`
	Code   string `json:"code" enum:"not-found,conflict,invalid"`
	Detail string `json:"detail"`
}

// MemberList is a part of a list.
type MemberList struct {
	Items    []MemberDoc `json:"items"`
	Next     string      `json:"next,omitempty" doc:"The cursor of what follows."`
	Position string      `json:"position"`
}

// InvitationList is a part of a list.
type InvitationList struct {
	Items    []InvitationDoc `json:"items"`
	Next     string          `json:"next,omitempty" doc:"The cursor of what follows."`
	Position string          `json:"position"`
}

// ProjectList is a part of a list.
type ProjectList struct {
	Items    []ProjectDoc `json:"items"`
	Next     string       `json:"next,omitempty" doc:"The cursor of what follows."`
	Position string       `json:"position"`
}

// ProjectMemberList is a part of a list.
type ProjectMemberList struct {
	Items    []ProjectMemberDoc `json:"items"`
	Next     string             `json:"next,omitempty" doc:"The cursor of what follows."`
	Position string             `json:"position"`
}

// TaskList is a part of a list.
type TaskList struct {
	Items    []TaskDoc `json:"items"`
	Next     string    `json:"next,omitempty" doc:"The cursor of what follows."`
	Position string    `json:"position"`
}

// CommentList is a part of a list.
type CommentList struct {
	Items    []CommentDoc `json:"items"`
	Next     string       `json:"next,omitempty" doc:"The cursor of what follows."`
	Position string       `json:"position"`
}
