package telegram

import "staysafe/bot/wire"

// How a kind of delivery is met.
type meeting int

const (
	unheardOf  meeting = iota // newer than this program
	answered                  // handed to the house
	silent                    // acknowledged and counted; the reason stands beside it
	wordsOf                   // of a message: what the person wrote
	attachment                // of a message: something that is not opened; answered
	service                   // of a message: said by Telegram itself; silent
	aside                     // of a message: about it, not in it
)

// unknown is the kind of a delivery that is newer than this program.
const unknown = "unknown"

// meetsUpdate is the table of deliveries.
func meetsUpdate(kind string) meeting {
	switch kind {
	case "message", // words and attachments of a person, and their commands; see meetsMessage
		"edited_message", // heard for danger
		"callback_query", // a button
		"my_chat_member": // blocked by a person: forgotten
		return answered
	case "channel_post", "edited_channel_post", // a channel is public: the house does not speak there
		"business_connection", "business_message", "edited_business_message", "deleted_business_messages", // talks of others
		"guest_message",                              // somebody else's chat
		"message_reaction", "message_reaction_count", // no words, and often a slip of the finger
		"inline_query", "chosen_inline_result", // would bring the bot into other chats
		"shipping_query", "pre_checkout_query", "purchased_paid_media", // nothing is sold
		"poll", "poll_answer", // we send none
		"chat_member", "chat_join_request", "chat_boost", "removed_chat_boost", // life of groups
		"managed_bot": // we manage none
		return silent
	}
	return unheardOf
}

// meetsMessage is the table of what a message can hold (Bot API 10.1).
func meetsMessage(field string) meeting {
	switch field {
	case "text", "rich_message":
		return wordsOf
	case "animation", "audio", "document", "live_photo", "paid_media", "photo", "sticker", "story", "video", "video_note", "voice",
		"checklist", "contact", "dice", "game", "poll", "venue", "location", "invoice", "giveaway", "giveaway_winners":
		return attachment
	case "new_chat_members", "left_chat_member", "chat_owner_left", "chat_owner_changed", "new_chat_title", "new_chat_photo",
		"delete_chat_photo", "group_chat_created", "supergroup_chat_created", "channel_chat_created", "migrate_to_chat_id",
		"migrate_from_chat_id", "boost_added", "forum_topic_created", "forum_topic_edited", "forum_topic_closed",
		"forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden", "video_chat_scheduled",
		"video_chat_started", "video_chat_ended", "video_chat_participants_invited", "proximity_alert_triggered",
		"giveaway_created", "giveaway_completed", "direct_message_price_changed", "paid_message_price_changed",
		"suggested_post_approved", "suggested_post_approval_failed", "suggested_post_declined", "suggested_post_paid",
		"suggested_post_refunded", // groups and channels
		"message_auto_delete_timer_changed", "pinned_message", "chat_background_set", "write_access_allowed",
		"connected_website", "checklist_tasks_done", "checklist_tasks_added", "poll_option_added", "poll_option_deleted",
		"gift", "unique_gift", "gift_upgrade_sent", // settings of a private chat: nobody wrote to us
		"successful_payment", "refunded_payment", "users_shared", "chat_shared", "passport_data", "web_app_data",
		"managed_bot_created": // answers to what we never ask
		return service
	case "message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat", "sender_boost_count",
		"sender_business_bot", "sender_tag", "date", "guest_query_id", "business_connection_id", "chat", "forward_origin",
		"forward_from", "forward_from_chat", "forward_from_message_id", "forward_signature", "forward_sender_name",
		"forward_date", // before Bot API 7.0
		"is_topic_message", "is_automatic_forward", "reply_to_message", "external_reply", "quote", "reply_to_story",
		"reply_to_checklist_task_id", "reply_to_poll_option_id", "via_bot", "guest_bot_caller_user",
		"guest_bot_caller_chat", "edit_date", "has_protected_content", "is_from_offline", "is_paid_post", "media_group_id",
		"author_signature", "paid_star_count", "entities", "link_preview_options", "suggested_post_info", "effect_id",
		"caption", "caption_entities", "show_caption_above_media", "has_media_spoiler", "reply_markup":
		return aside
	}
	return unheardOf
}

// meets tells what a message is. A private message that holds only what this program has never
// heard of is answered like an attachment: silence would be worse than a line too many.
func meets(m wire.Fields) meeting {
	is := aside
	for field := range m {
		if !m.Has(field) {
			continue
		}
		switch how := meetsMessage(field); how {
		case wordsOf:
			return wordsOf
		case attachment:
			is = attachment
		case service:
			if is != attachment {
				is = service
			}
		case unheardOf:
			if is == aside {
				is = unheardOf
			}
		}
	}
	return is
}
