"""Where browser tests leave the pictures that a person may look at afterwards: beside the checkout's other local things."""

from tests.support.slots import BASE_DIR

FOLDER = BASE_DIR / ".local" / "test-pictures"
