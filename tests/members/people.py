"""People and firms for the tests of accounts."""

from audit.services import SYSTEM
from members import services
from tests import factories as make


def outsider(**fields):
    """A person who does not work at the bureau."""
    return make.make_user("", section=None, **fields)


def member(subject, role="head", **fields):
    """A person who acts for the subject."""
    user = outsider(**fields)
    services.grant(actor=SYSTEM, user=user, subject=subject, role=role)
    return user


def make_lawyer(name="谭文静", **fields):
    """A practitioner with a licence."""
    number = make.next_number()
    facts = {"kind": "lawyer", "uscc": "", "id_hash": f"hash{number}", "licence_serial": f"{300000 + number}"} | fields
    facts.setdefault("licence_number", f"15002201510{facts['licence_serial']}")
    return make.make_subject(name, **facts)
