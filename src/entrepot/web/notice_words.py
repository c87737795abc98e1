"""Codes of notices in words; `words` puts them beside its own."""

from collections.abc import Mapping

from entrepot.web.marking import N_

NOTICE_DONE: Mapping[str, str] = {
    "notice_read": N_("Marked as read."),
    "notice_unread": N_("Marked as unread again."),
    "address_kept": N_("Kept: notices are mailed there from now on."),
    "feed_revoked": N_("The address of your calendar holds no more."),
}
