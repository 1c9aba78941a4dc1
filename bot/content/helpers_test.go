package content

import "staysafe/bot/understand"

func textOf(s string) understand.Text { return understand.NewText(s) }
