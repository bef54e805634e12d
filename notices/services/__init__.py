"""Everything that changes a message: telling, delivering, reading, wording."""

from notices.services.delivering import DeliveryReport, deliver_pending
from notices.services.dispatching import dispatch_close, dispatch_confirm, dispatch_owe, dispatch_register
from notices.services.inbox import notice_acknowledge, notice_read, notices_read_all
from notices.services.telling import Telling, notify, notify_many
from notices.services.wording import template_change, template_reset, template_try

__all__ = [
    "DeliveryReport",
    "Telling",
    "deliver_pending",
    "dispatch_close",
    "dispatch_confirm",
    "dispatch_owe",
    "dispatch_register",
    "notice_acknowledge",
    "notice_read",
    "notices_read_all",
    "notify",
    "notify_many",
    "template_change",
    "template_reset",
    "template_try",
]
