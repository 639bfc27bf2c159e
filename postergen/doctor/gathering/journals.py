"""Look into the journals of this machine."""

from __future__ import annotations

from postergen.adapters.journal.survey import journal_states, set_aside_in
from postergen.doctor.decisions.journals import Journals
from postergen.doctor.values import Plan
from postergen.loading import journal_dir


def gather_journals(plan: Plan) -> Journals:
    settings = plan.settings
    folder = journal_dir(settings)
    states = tuple(journal_states(folder, settings.database_url))
    return Journals(states, set_aside_in(folder), settings.journal_room)
