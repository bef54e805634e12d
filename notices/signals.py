"""News of papers for the apps that made them. Sent inside the transaction: a listener that refuses undoes the service."""

from django.dispatch import Signal

paper_served = Signal()
"""`dispatch`: a paper reached its addressee; `actor`: who put it on record."""
