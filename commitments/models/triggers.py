"""What the database refuses about promises, whichever door is used."""

import pgtrigger

from commitments.transitions import STEPS

#: What a signed letter says. From the signature on nobody changes it.
FROZEN = (
    "public_id", "code", "template_id", "template_version", "matter_id", "kind", "kind_other", "subject_id", "party_name", "party_class",
    "party_code", "reason", "content", "liability", "answers", "letter", "letter_hash", "signature", "signer_name", "signed_on",
    "signed_at", "signed_by_id", "scan_id", "public_level", "valid_until", "accepted_by", "accepted_code", "section_id",
)  # fmt: skip

_LETTER = f"""
    IF OLD.signed_at IS NOT NULL AND ROW({", ".join(f"OLD.{c}" for c in FROZEN)}) IS DISTINCT FROM
       ROW({", ".join(f"NEW.{c}" for c in FROZEN)}) THEN
        RAISE EXCEPTION 'commitments: a signed letter is frozen' USING ERRCODE = '23514',
            CONSTRAINT = 'commitments_promise_frozen';
    END IF;
    RETURN NEW;
"""
_STEP = f"""
    IF NEW.state <> OLD.state AND (OLD.state || '>' || NEW.state) NOT IN
       ({", ".join(f"'{source}>{target}'" for source, target in STEPS)}) THEN
        RAISE EXCEPTION 'commitments: no such step: % to %', OLD.state, NEW.state USING ERRCODE = '23514',
            CONSTRAINT = 'commitments_promise_step';
    END IF;
    RETURN NEW;
"""
_FOUND = """
    IF NEW.fulfilment IN ('partial', 'broken') AND NOT EXISTS (
        SELECT 1 FROM commitments_breach b
        WHERE b.promise_id = NEW.id AND b.outcome = 'upheld' AND b.result = NEW.fulfilment
    ) THEN
        RAISE EXCEPTION 'commitments: no breach without finding, notice, window and decision' USING ERRCODE = '23514',
            CONSTRAINT = 'commitments_promise_breach_decided';
    END IF;
    IF NEW.fulfilment = 'kept' AND NOT EXISTS (
        SELECT 1 FROM commitments_promisecheck c WHERE c.promise_id = NEW.id AND c.result = 'kept'
    ) THEN
        RAISE EXCEPTION 'commitments: not kept before it was checked' USING ERRCODE = '23514',
            CONSTRAINT = 'commitments_promise_checked';
    END IF;
    RETURN NEW;
"""
_FIRST = """
    IF NEW.state <> 'draft' THEN
        RAISE EXCEPTION 'commitments: a promise begins as a draft' USING ERRCODE = '23514',
            CONSTRAINT = 'commitments_promise_step';
    END IF;
    RETURN NEW;
"""

_PRINTED = """
    IF NEW.outcome = 'upheld' AND EXISTS (
        SELECT 1 FROM commitments_promise p, regexp_split_to_table(NEW.liabilities, E'\\n') AS line
        WHERE p.id = NEW.promise_id AND position(line IN p.liability) = 0
    ) THEN
        RAISE EXCEPTION 'commitments: a consequence that the promise does not print' USING ERRCODE = '23514',
            CONSTRAINT = 'commitments_breach_printed';
    END IF;
    RETURN NEW;
"""


def breach_triggers() -> list[pgtrigger.Trigger]:
    """Only consequences that the letter itself prints; nothing is made graver than what was promised."""
    return [_before("printed_consequences", pgtrigger.Insert | pgtrigger.Update, _PRINTED)]


def promise_triggers() -> list[pgtrigger.Trigger]:
    """Frozen letter, steps in order, and no finding without its procedure."""
    return [
        _before("frozen_letter", pgtrigger.Update, _LETTER),
        _before("steps", pgtrigger.Update, _STEP),
        _before("found_lawfully", pgtrigger.Update, _FOUND),
        _before("begins_as_draft", pgtrigger.Insert, _FIRST),
    ]


def _before(name: str, operation: pgtrigger.Operation, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(name=name, level=pgtrigger.Row, when=pgtrigger.Before, operation=operation, func=func)
