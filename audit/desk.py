"""What the trail gives to the staff site: the readable history of every object."""

from audit.telling import story
from core.staff import history_source

history_source(story)
