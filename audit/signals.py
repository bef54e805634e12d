"""What the trail announces to the floors above."""

from django.dispatch import Signal

# Sent after commit when a check of the history found something that does not fit; gives `verdict` (audit.verification.Verdict).
history_broken = Signal()
# Sent after commit when a signed-in person looked at non-public data; gives `actor_id` and `deed` (audit.codes.DEEDS).
looked = Signal()
