package slack

// How a kind of delivery is met.
type meeting int

const (
	unheardOf meeting = iota // newer than this program: acknowledged and counted
	answered                 // read further
	silent                   // acknowledged and counted; the reason stands beside it
)

// meetsEvent is the table of events. The app asks only for the first row; the others are what
// Slack or an operator may add to that.
func meetsEvent(kind string) meeting {
	switch kind {
	case "message", // words, files and edits of a person; see meetsSubtype
		"app_mention",                       // the bot called in a public place: one line, seen by one person
		"app_home_opened",                   // its home page
		"tokens_revoked", "app_uninstalled": // taken away: the token is forgotten
		return answered
	case "reaction_added", "reaction_removed", // no words, and often a slip of the finger
		"member_joined_channel", "member_left_channel", "channel_created", "channel_deleted", "channel_rename",
		"channel_archive", "channel_unarchive", "channel_left", "group_left", "group_archive", "group_deleted",
		"group_rename", "group_unarchive", "im_close", "im_created", "im_open", "im_history_changed", // life of places
		"team_join", "user_change", "user_profile_changed", "team_rename", "team_domain_change", // profiles are not read
		"file_shared", "file_created", "file_public", "file_change", "file_deleted", // a message says so too
		"link_shared", "pin_added", "pin_removed", "star_added", "star_removed", "emoji_changed", "dnd_updated",
		"assistant_thread_started", "assistant_thread_context_changed": // nobody wrote yet
		return silent
	}
	return unheardOf
}

// meetsSubtype is the table of messages, by their subtype.
func meetsSubtype(subtype string) meeting {
	switch subtype {
	case "", "file_share", "me_message", "thread_broadcast", // a person's
		"message_changed": // an edit, or a preview that Slack added
		return answered
	case "bot_message", "bot_add", "bot_remove", "assistant_app_thread", // two programs could talk to each other for ever
		"message_deleted", "message_replied", "tombstone", "sh_room_created", "huddle_thread", "reminder_add", "reply_broadcast",
		"channel_archive", "channel_join", "channel_leave", "channel_name", "channel_posting_permissions", "channel_purpose",
		"channel_topic", "channel_unarchive", "channel_convert_to_private", "channel_canvas_updated", "group_archive",
		"group_join", "group_leave", "group_name", "group_purpose", "group_topic", "group_unarchive", "ekm_access_denied",
		"file_comment", "file_mention", "pinned_item", "unpinned_item", "document_mention": // said by Slack itself
		return silent
	}
	return unheardOf
}

// meetsInteraction is the table of interactions.
func meetsInteraction(kind string) meeting {
	switch kind {
	case "block_actions": // a button
		return answered
	case "view_submission", "view_closed", "shortcut", "message_action", "block_suggestion", "interactive_message",
		"dialog_submission", "dialog_cancellation", "dialog_suggestion", "workflow_step_edit": // we show no such thing
		return silent
	}
	return unheardOf
}
