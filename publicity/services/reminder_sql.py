"""The set-based statements of the deadline sweep. One pass over the open decisions, whatever their number.

`wanted` is everything that should have been spoken of by now; what is already in publicity_reminder is left out, so a missed
day is caught up and a second run finds nothing. The open decisions come from the partial index publicity_decision_due: the
conditions on state and first report are written exactly as the index has them.
"""

from __future__ import annotations

_OPEN = "d.first_reported_on IS NULL AND NOT (d.state IN ('exempt', 'void'))"

#: Stages before the last day, counted back from the day on which somebody must act (act_by), which is always a workday.
#: What falls on rest days ahead is spoken of before them: `horizon` is the last rest day after today.
_STAGES = f"""
    SELECT d.id AS decision_id, s.stage, d.act_by AS due_on
    FROM publicity_decision d
    JOIN (VALUES ('T-5', 5), ('T-3', 3), ('T-1', 1), ('T0', 0)) AS s (stage, days)
      ON d.act_by <= %(horizon)s::date + s.days
    WHERE {_OPEN} AND d.act_by <= %(horizon)s::date + 5
"""

_OVERDUE = f"""
    SELECT d.id, 'late', %(on)s::date
    FROM publicity_decision d
    WHERE {_OPEN} AND d.act_by < %(on)s::date AND d.due_internal < %(on)s::date
"""

_NO_RECEIPT = """
    SELECT r.decision_id, 'receipt', w.due_on
    FROM unnest(%(sent_on)s::date[], %(answer_due)s::date[]) AS w (sent_on, due_on)
    JOIN publicity_submission b ON b.sent_on = w.sent_on AND b.state = 'sent'
    JOIN publicity_submissionrow r ON r.submission_id = b.id AND r.state = 'waiting'
"""

#: Once before the third working day is over, then every day until the withdrawal is done.
_WITHDRAW = """
    SELECT e.decision_id, 'withdraw', e.due_on
    FROM publicity_linkedevent e
    WHERE e.done_at IS NULL AND e.due_on <= %(horizon)s::date + 1
    UNION
    SELECT e.decision_id, 'withdraw', %(on)s::date
    FROM publicity_linkedevent e
    WHERE e.done_at IS NULL AND e.due_on < %(on)s::date
"""

_WANTED = f"""
    SELECT w.decision_id, w.stage, w.due_on
    FROM ({_STAGES} UNION ALL {_OVERDUE} UNION ALL {_NO_RECEIPT} UNION ALL ({_WITHDRAW})) AS w
    WHERE NOT EXISTS (
        SELECT 1 FROM publicity_reminder p
        WHERE p.decision_id = w.decision_id AND p.stage = w.stage AND p.due_on = w.due_on
    )
"""

ANYTHING = f"SELECT EXISTS ({_WANTED})"

#: Record what is new; answer one line per section, author and stage with its number and its most pressing decisions.
#: Of several stages of one clock that fell due together the most pressing one speaks.
SWEEP = f"""
    WITH fresh AS (
        INSERT INTO publicity_reminder (decision_id, stage, due_on, made_on)
        SELECT decision_id, stage, due_on, %(on)s::date FROM ({_WANTED}) AS n
        ON CONFLICT DO NOTHING
        RETURNING id, decision_id, array_position(%(order)s::text[], stage::text) AS rank,
                  CASE WHEN stage IN ('receipt', 'withdraw') THEN stage ELSE 'report' END AS clock
    ),
    spoken AS (
        SELECT decision_id, min(rank) AS rank, count(*) AS made, min(id) AS first_id
        FROM fresh GROUP BY decision_id, clock
    )
    SELECT d.section_id, d.entered_by_id, (%(order)s::text[])[s.rank] AS stage, count(*) AS decisions,
           (array_agg(d.id ORDER BY d.act_by, d.id))[1:%(sample)s] AS sample, sum(s.made) AS made, min(s.first_id) AS first_id
    FROM spoken s JOIN publicity_decision d ON d.id = s.decision_id
    GROUP BY d.section_id, d.entered_by_id, s.rank
    ORDER BY s.rank, d.section_id, d.entered_by_id
"""
