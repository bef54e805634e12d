"""Named actions of the trail itself."""

from audit.codes import register_actions

register_actions({"audit.history.verified": "核验历史封存"})
