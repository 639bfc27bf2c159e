"""What a publication brought, what it took the place of, and why, in columns instead of sentences.

The rows of before are read once more: what was published stands in the audit log right before its publication, with the
same time and person; reasons were sentences, in the language of the page that somebody wrote them on.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

WITH_REASONS = ("edit", "audit", "publication")
# sentences that say all there is to say
SENTENCES = {
    "replaced": (r"edit (?P<number>\d{1,9}) took its place",),
    "publication-undone": (r"publication (?P<number>\d{1,9}) undone", r"撤回第 (?P<number>\d{1,9}) 次发布"),
    "decision-undone": (r"the decision was taken back", r"撤回了刚才的决定"),
    "taken-back": (r"taken back",),
    "as-the-pack-has-it": (r"as the pack has it",),
}
# usual reasons, with a person's own words after them
USUAL = {
    "general": ("too general", "太泛"),
    "fact": ("wrong fact", "事实不对"),
    "voice": ("not our voice", "不像我们说话"),
    "long": ("too long", "太长"),
    "said": ("said before", "说过了"),
    "legal": ("legal", "有法律问题"),
}
IN_ENGLISH = {
    "replaced": "edit {number} took its place",
    "publication-undone": "publication {number} undone",
    "decision-undone": "the decision was taken back",
    "taken-back": "taken back",
    "as-the-pack-has-it": "as the pack has it",
    **{code: wordings[0] for code, wordings in USUAL.items()},
}
_PATTERNS = [
    *((code, re.compile(pattern)) for code, patterns in SENTENCES.items() for pattern in patterns),
    *((code, re.compile(rf"{words}(?:; (?P<text>.+))?", re.DOTALL)) for code, pair in USUAL.items() for words in pair),
]


class Published(NamedTuple):
    """An edit that a publication brought: its key, the publication's number, and the edit that it replaces."""

    campaign: str
    variant: str
    number: int
    published_in: int
    replaces: int | None


def upgrade() -> None:
    for table in WITH_REASONS:
        op.add_column(table, sa.Column("why_code", sa.String(32)))
        op.add_column(table, sa.Column("why_number", sa.Integer))
    op.add_column("edit", sa.Column("published_in", sa.Integer))
    op.add_column("edit", sa.Column("replaces", sa.Integer))
    connection = op.get_bind()
    _fill_publications(connection)  # reads sentences
    for table in WITH_REASONS:
        _fill_reasons(connection, table)


def downgrade() -> None:
    connection = op.get_bind()
    for name in WITH_REASONS:
        _put_back_reasons(connection, name)
        with op.batch_alter_table(name) as table:
            table.drop_column("why_number")
            table.drop_column("why_code")
    with op.batch_alter_table("edit") as edit:
        edit.drop_column("replaces")
        edit.drop_column("published_in")


def _fill_reasons(connection: sa.Connection, name: str) -> None:
    table = sa.table(name, *map(sa.column, ("why", "why_code", "why_number")))
    for (why,) in connection.execute(sa.select(table.c.why).where(table.c.why != "").distinct()).all():
        parsed = _parse(why)
        if parsed is not None:
            connection.execute(sa.update(table).where(table.c.why == why).values(parsed))


def _parse(why: str) -> dict[str, Any] | None:
    for code, pattern in _PATTERNS:
        if found := pattern.fullmatch(why):
            groups = found.groupdict()
            number = groups.get("number")
            return {"why": groups.get("text") or "", "why_code": code, "why_number": int(number) if number else None}
    return None


def _put_back_reasons(connection: sa.Connection, name: str) -> None:
    table = sa.table(name, *map(sa.column, ("why", "why_code", "why_number")))
    columns = (table.c.why, table.c.why_code, table.c.why_number)
    coded = sa.select(*columns).where(table.c.why_code.is_not(None)).distinct()
    for why, code, number in connection.execute(coded).all():
        sentence = "; ".join(part for part in (IN_ENGLISH[code].format(number=number), why) if part)
        same = (table.c.why == why) & (table.c.why_code == code) & table.c.why_number.is_not_distinct_from(number)
        connection.execute(sa.update(table).where(same).values(why=sentence))


def _fill_publications(connection: sa.Connection) -> None:
    edit = sa.table("edit", *map(sa.column, Published._fields))
    for one in _published(connection):
        same = (edit.c.campaign == one.campaign) & (edit.c.variant == one.variant) & (edit.c.number == one.number)
        values = {"published_in": one.published_in, "replaces": one.replaces}
        connection.execute(sa.update(edit).where(same).values(values))


def _published(connection: sa.Connection) -> Iterator[Published]:
    """Every edit of which the log says that it was published, the later publication last."""
    names = ("id", "at", "who", "action", "campaign", "subject", "number", "before", "why")
    audit = sa.table("audit", *map(sa.column, names))
    together: dict[str, list[Any]] = {}  # by campaign, what stands in the log since its last publication
    touched: set[tuple[str, str]] = set()  # variants of which something was published before, or the pack's text moved
    for row in connection.execute(sa.select(audit).order_by(audit.c.campaign, audit.c.id)).all():
        if row.action != "publish" or row.subject != row.campaign:
            together.setdefault(row.campaign, []).append(row)
            continue
        entries = together.pop(row.campaign, [])
        of_it = [entry for entry in entries if (entry.at, entry.who) == (row.at, row.who)]
        for entry in of_it:
            if entry.action == "publish":
                is_first = (entry.campaign, entry.subject) not in touched
                replaces = _replaced(of_it, entry, is_first=is_first)
                yield Published(entry.campaign, entry.subject, entry.number, row.number, replaces)
        touched |= {(e.campaign, e.subject) for e in entries if e.action == "publish" or e.number == 0}


def _replaced(entries: list[Any], published: Any, *, is_first: bool) -> int | None:
    """The edit that was drawn until this one came; 0 is the pack's own text, if the pack has one."""
    sentence = f"edit {published.number} took its place"
    for entry in entries:
        if (entry.action, entry.subject, entry.why, entry.before) == ("retire", published.subject, sentence, "live"):
            return int(entry.number)
    return 0 if is_first else None
