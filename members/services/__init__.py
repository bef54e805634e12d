"""Who may act for a firm or as a practitioner: granted, asked for, invited, handed over, ended."""

from members.services.granting import end, grant, hand_over, leave

__all__ = ["end", "grant", "hand_over", "leave"]
