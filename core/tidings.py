"""What work in the background tells the person who waits for it. The floor of messages listens; whoever works need not know it."""

from django.dispatch import Signal

# Sent inside the transaction that ends the work, so that the word stands or falls with it. Gives `user`, `title` (what was done), `words`
# (how it ended and what comes next), `link` (where it is) and `key` (one word for one piece of work).
work_over = Signal()
