"""Write, check, review and publish copy."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from postergen.adapters.content.coupon_files import read_codes
from postergen.adapters.content.published_pack import said_by
from postergen.adapters.content.variant_files import (
    NumberedVariant,
    read_variants,
    write_variants_csv,
    write_variants_yaml,
)
from postergen.bootstrap import Product
from postergen.commands.console import EXIT_BAD_INPUT, echo_json, echo_notes, load_product, reporting_errors
from postergen.copywriting.compliance import LintFinding, Severity
from postergen.copywriting.prompt import Assignment
from postergen.domain.editorial import Action, Edit, State
from postergen.domain.localized import DEFAULT_LOCALE, LOCALES
from postergen.domain.stickers import Stickers
from postergen.domain.variant import Tone
from postergen.errors import Finding, InvalidInput, NotFound
from postergen.files import write_atomically
from postergen.machine import user_name
from postergen.service.copy_checks import Checked
from postergen.service.editorial import Proposal

by_option = click.option("--by", "who", default=None, help="in whose name; yours on this machine when left out")
campaign_option = click.option("--campaign", help="the campaign; POSTERGEN_CAMPAIGN when left out")


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--text", help="a text instead of files")
@click.option("--locale", default=DEFAULT_LOCALE, show_default=True, type=click.Choice(LOCALES), help="of --text")
@click.option("--looks", "with_looks", is_flag=True, help="set every text on every look and format; a second each")
@campaign_option
@click.option("--json", "as_json", is_flag=True)
@reporting_errors
def lint(
    files: tuple[Path, ...], text: str | None, locale: str, with_looks: bool, campaign: str | None, as_json: bool
) -> None:
    """Check copy: law, length and near-duplicates. Without files, the whole campaign, its stickers too."""
    product = load_product(only_reads=True)
    name = campaign or product.settings.campaign
    if text is not None:
        found: Checked = [("text", tuple(product.checks.rulebook.lint(text, "copy", locale)))]
    else:
        read = [one.variant for file in files for one in _read(file)]
        pack = product.library.campaign(name)
        found = [*product.checks.check_all(pack, read or pack.variants, with_looks=with_looks)]
        found += [] if read or not pack.stickers else _of_stickers(product, pack.stickers)
    stopping = [f for _, findings in found for f in findings if f.severity is not Severity.PASS]
    if as_json:
        echo_json([{"subject": subject, **_finding_json(f)} for subject, findings in found for f in findings])
    else:
        for subject, findings in found:
            for finding in findings:
                click.echo(_finding_line(subject, finding))
        click.echo(f"{len(found)} texts, {len(stopping)} findings", err=True)
    if stopping:
        sys.exit(EXIT_BAD_INPUT)


def _of_stickers(product: Product, stickers: Stickers) -> Checked:
    """What the rules say of the lines of stickers, and of the words by which they are found."""
    lint = product.checks.rulebook.lint
    return [
        (one.id, tuple(found for part, text in said_by(one) for found in lint(text, "copy", one.locale, part)))
        for one in stickers.all
    ]


def _finding_line(subject: str, finding: LintFinding) -> str:
    where = f"{subject} {finding.field}:{finding.start}-{finding.end}"
    source = f"; {finding.source}" if finding.source else ""
    problem = finding.problem.in_locale("en")
    return f"{finding.severity.value:6} {where} {finding.found[:40]!r}: {problem} [{finding.rule}{source}]"


def _finding_json(finding: LintFinding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "field": finding.field,
        "start": finding.start,
        "end": finding.end,
        "found": finding.found,
        "problem": finding.problem.in_locale("en"),
        "remedy": finding.remedy.in_locale("en"),
        "source": finding.source,
    }


@click.command()
@click.option("--option", required=True, metavar="ID", help="the wish that the texts should speak for")
@click.option("--locale", default=DEFAULT_LOCALE, show_default=True, type=click.Choice(LOCALES))
@click.option("--tone", default=Tone.WARM.value, show_default=True, type=click.Choice([tone.value for tone in Tone]))
@click.option("--count", default=8, show_default=True, type=click.IntRange(1, 20))
@click.option("--fresh", is_flag=True, help="ask again, also when the same was answered before")
@by_option
@campaign_option
@click.option("--json", "as_json", is_flag=True)
@reporting_errors
def generate(
    option: str, locale: str, tone: str, count: int, fresh: bool, who: str | None, campaign: str | None, as_json: bool
) -> None:
    """Ask a language model for drafts. They have to be approved before anybody sees them."""
    product = load_product()
    assignment = Assignment(option, locale, Tone(tone), count)
    made = product.generation.generate(
        campaign or product.settings.campaign, assignment, _name(product, who), fresh=fresh
    )
    usage = product.generation.usage()
    if as_json:
        echo_json(
            {
                "model": made.model,
                "prompt": made.prompt,
                "cached": made.cached,
                "drafts": [
                    {**_edit_json(p.edit), "findings": [_finding_json(f) for f in p.findings]} for p in made.kept
                ],
                "turned_away": [
                    {"headline": t.variant.headline, "findings": [_finding_json(f) for f in t.findings]}
                    for t in made.turned_away
                ],
                "usage": {**asdict(usage), "cost": round(product.generation.terms.cost(usage), 4)},
            }
        )
        return
    for proposed in made.kept:
        click.echo(f"{proposed.edit.state.value:8} {proposed.edit.variant.id}  {proposed.edit.variant.headline}")
    for away in made.turned_away:
        click.echo(_finding_line(f"turned away: {away.variant.headline}", away.findings[0]))
    left = product.generation.terms.budget - usage.spent
    click.echo(f"{len(made.kept)} drafts, {len(made.turned_away)} turned away; {left} tokens left this month", err=True)


@click.group(invoke_without_command=True)
@click.option("--state", "states", multiple=True, type=click.Choice([state.value for state in State]))
@campaign_option
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
@reporting_errors
def review(context: click.Context, states: tuple[str, ...], campaign: str | None, as_json: bool) -> None:
    """What waits for a decision."""
    if context.invoked_subcommand is not None:
        return
    product = load_product(only_reads=True)
    wanted = [State(state) for state in states] or [State.DRAFT, State.CHECKED, State.APPROVED]
    edits = product.editorial.edits(campaign or product.settings.campaign, wanted)
    if as_json:
        echo_json([_edit_json(edit) for edit in edits])
        return
    for edit in edits:
        click.echo(
            f"{edit.state.value:8} {edit.variant.id} {edit.number}  {edit.variant.headline}  ({edit.origin.who})"
        )


def _action(action: Action, meaning: str) -> click.Command:
    @click.command(action.value, help=meaning)
    @click.argument("variant")
    @click.argument("number", type=int)
    @click.option("--why", default="")
    @by_option
    @campaign_option
    @reporting_errors
    def act(variant: str, number: int, why: str, who: str | None, campaign: str | None) -> None:
        product = load_product()
        name = campaign or product.settings.campaign
        edit = product.editorial.act(name, variant, number, action, _name(product, who), why)
        click.echo(f"{edit.variant.id} {edit.number} is {edit.state.value}")

    return act


for _command in (
    _action(Action.APPROVE, "Let an edit go live with the next publication."),
    _action(Action.REJECT, "Turn an edit down; say why."),
    _action(Action.PAUSE, "Take a text off new posters at once; say why."),
    _action(Action.RESUME, "Bring a paused text back at once."),
    _action(Action.RETIRE, "End a text for good; say why."),
):
    review.add_command(_command)


@review.command("publish")
@click.option("--why", default="")
@by_option
@campaign_option
@reporting_errors
def publish(why: str, who: str | None, campaign: str | None) -> None:
    """Bring everything that is approved to life. Running servers take it up within seconds."""
    product = load_product()
    name = campaign or product.settings.campaign
    waits = product.publishing.against_publication(name, _name(product, who))
    for difference in product.publishing.differences(name):
        before = difference.before.variant.headline if difference.before else "(new)"
        after = difference.after.variant
        if after.id in waits:
            click.echo(f"waits: {waits[after.id].finding}", err=True)
        else:
            click.echo(f"{after.id}: {before} -> {after.headline}")
    publication = product.publishing.publish(name, _name(product, who), why)
    click.echo(f"publication {publication.number}" if publication else "nothing is approved")


@review.command("history")
@click.argument("variant")
@campaign_option
@click.option("--json", "as_json", is_flag=True)
@reporting_errors
def history(variant: str, campaign: str | None, as_json: bool) -> None:
    """Who did what to a variant, when and why."""
    product = load_product(only_reads=True)
    name = campaign or product.settings.campaign
    product.editorial.history(name, variant)
    entries = product.editorial.audit(name, variant)
    if as_json:
        echo_json([{**asdict(entry), "at": entry.at.isoformat(), "why": str(entry.why)} for entry in entries])
        return
    for entry in entries:
        why = f": {entry.why}" if entry.why else ""
        click.echo(f"{entry.at:%Y-%m-%d %H:%M} {entry.who} {entry.action} {entry.number} -> {entry.after}{why}")


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--locale", type=click.Choice(LOCALES))
@campaign_option
@reporting_errors
def export_copy(file: Path, locale: str | None, campaign: str | None) -> None:
    """Write the published variants to a YAML or CSV file."""
    product = load_product(only_reads=True)
    name = campaign or product.settings.campaign
    numbers = {edit.variant.id: edit.number for edit in reversed(product.editorial.edits(name))}
    variants = [
        NumberedVariant(variant, numbers.get(variant.id, 0))
        for variant in product.library.campaign(name).variants
        if locale in (None, variant.locale)
    ]
    writers = {".yaml": write_variants_yaml, ".yml": write_variants_yaml, ".csv": write_variants_csv}
    if file.suffix not in writers:
        raise NotFound("format", file.suffix or file.name)
    write_atomically(file, writers[file.suffix](variants).encode())
    click.echo(f"{file}: {len(variants)} variants")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@by_option
@campaign_option
@reporting_errors
def import_copy(file: Path, who: str | None, campaign: str | None) -> None:
    """Read variants from a YAML or CSV file: what changed becomes a draft, all or nothing."""
    product = load_product()
    name = campaign or product.settings.campaign
    current = product.library.campaign(name).variant_by_id
    read = _read(file)
    proposals = [Proposal(one.variant, one.edit) for one in read if current.get(one.variant.id) != one.variant]
    proposed = product.editorial.propose(name, proposals, _name(product, who)) if proposals else []
    for one in proposed:
        click.echo(f"{one.edit.state.value:8} {one.edit.variant.id} {one.edit.number}  {one.edit.variant.headline}")
        for finding in one.findings:
            click.echo("  " + _finding_line(one.edit.variant.id, finding))
    click.echo(f"{len(proposed)} drafts, {len(read) - len(proposals)} unchanged", err=True)


@click.group(invoke_without_command=True)
@campaign_option
@click.pass_context
@reporting_errors
def coupons(context: click.Context, campaign: str | None) -> None:
    """Pools of coupons: how many are left."""
    if context.invoked_subcommand is None:
        product = load_product(only_reads=True)
        for offer, (left, total) in product.offers.left(campaign or product.settings.campaign).items():
            click.echo(f"{offer}: {left} of {total} left")


@coupons.command("load")
@click.argument("offer")
@click.argument("file", type=click.File("rb"))
@campaign_option
@reporting_errors
def coupons_load(offer: str, file: Any, campaign: str | None) -> None:
    """Put codes into an offer's pool, one a line, or the column ``code`` of a table."""
    product = load_product()
    codes, notes = read_codes(file.name, file.read())
    echo_notes(notes)
    added = product.offers.load(campaign or product.settings.campaign, offer, codes)
    click.echo(f"{added} new codes")


def _read(file: Path) -> list[NumberedVariant]:
    notes: list[str] = []
    read = read_variants(file.name, file.read_bytes(), notes)
    echo_notes(notes)
    return read


def _name(product: Product, who: str | None) -> str:
    """In whose name an operator acts. Where it needs two people, nobody is somebody else."""
    if product.settings.four_eyes and who not in (None, user_name()):
        problem = "with four eyes everybody acts in their own name"
        raise InvalidInput([Finding("--by", problem, f"leave it out: you are {user_name()}")])
    return who or user_name()


def _edit_json(edit: Edit) -> dict[str, Any]:
    variant = edit.variant
    return {
        "variant": variant.id,
        "number": edit.number,
        "state": edit.state.value,
        "locale": variant.locale,
        "hook": variant.hook.value,
        "tone": variant.tone.value,
        "headline": variant.headline,
        "body": variant.body,
        "call_to_action": variant.call_to_action,
        "gloss": variant.gloss,
        "source": variant.source,
        "breaks": variant.breaks,
        "author": variant.author.value,
        "model": edit.origin.model,
        "prompt": edit.origin.prompt,
        "by": edit.origin.who,
        "at": edit.origin.at.isoformat(),
        "why": str(edit.why),
    }
