"""Rank copy, make what ranking needs, and say how good it is."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from postergen.adapters.content.index_builder import assemble, embed_in_chunks, learn, missing_texts, unlearned_sayings
from postergen.adapters.content.semantic_files import INDEX, read_index, write_index
from postergen.commands.console import brief_options, echo_json, load_press, order_from, reporting_errors
from postergen.config import Settings
from postergen.files import write_atomically
from postergen.loading import check_pack, evaluate_backends, open_embedder
from postergen.ranking.candidates import Fallback
from postergen.ranking.evaluation import Measured
from postergen.ranking.semantic import Vectors
from postergen.ranking.wishes import Reading

INSTEAD = {
    Fallback.PLACE: "nothing is relevant: texts for the place that the wish names stand in",
    Fallback.THEME: "nothing is relevant: texts for a theme of the options, or of the wish, stand in",
    Fallback.WISH: "nothing is relevant: texts that fit any wish stand in",
    Fallback.CAMPAIGN: "nothing is relevant: texts for nothing in particular stand in",
    Fallback.ANY: "nothing is relevant, and there are no texts for nothing in particular: any text stands in",
}


@click.group(invoke_without_command=True)
@brief_options
@click.option("--count", default=5, show_default=True, type=click.IntRange(1, 40))
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
@reporting_errors
def rank(context: click.Context, count: int, as_json: bool, **options: Any) -> None:
    """Rank the copy that could speak for a choice."""
    if context.invoked_subcommand is not None:
        return
    press = load_press(only_reads=True)
    ranking = press.posters.rank(order_from(press, options), count)
    if as_json:
        echo_json(
            {
                "backend": ranking.backend,
                "wish_reading": ranking.wish_reading.by if ranking.wish_reading else "",
                "wish_read_as": _told(ranking.wish_reading) if ranking.wish_reading else None,
                "policy": ranking.policy,
                "policy_version": ranking.policy_version,
                "policy_note": ranking.policy_note,
                "holdout": ranking.holdout,
                "fallback": ranking.fallback,
                "candidates": [
                    {
                        "variant": c.ranked.variant.id,
                        "revision": c.ranked.variant.revision,
                        "headline": c.ranked.variant.headline,
                        "backend": c.ranked.backend,
                        "score": c.ranked.score,
                        "propensity": round(c.propensity, 6),
                        "reasons": [asdict(reason) for reason in c.ranked.reasons],
                    }
                    for c in ranking.candidates
                ],
            }
        )
        return
    click.echo(f"backend {ranking.backend}, policy {ranking.policy}")
    if ranking.wish_reading:
        click.echo(_in_words(ranking.wish_reading))
    if ranking.policy_note:
        click.echo(f"relevance alone draws: the policy is {ranking.policy_note}")
    if ranking.fallback:
        click.echo(INSTEAD[ranking.fallback])
    for candidate in ranking.candidates:
        ranked = candidate.ranked
        why = ", ".join(f"{reason.kind} {reason.subject} {reason.score:.2f}" for reason in ranked.reasons[:3])
        click.echo(
            f"{ranked.score:.3f}  p={candidate.propensity:.3f}  {ranked.variant.headline}  [{ranked.variant.id}]  {why}"
        )


def _told(reading: Reading) -> dict[str, Any]:
    options = [{"option": option, "share": share} for option, share in reading.options]
    return {"chance": reading.chance, "is_sure": reading.is_sure, "options": options}


def _in_words(reading: Reading) -> str:
    if reading.by == "person":
        meant = ", ".join(option for option, _ in reading.options)
        return f"the person says that the wish means {meant or 'none of these'}"
    how = "by a model" if reading.by == "embedded" else "by its words"
    if not reading.options:
        return f"the wish was read {how}, and is like nothing here"
    options = ", ".join(f"{option} {share:.0%}" for option, share in reading.options)
    taken = "read as" if reading.is_sure else "not understood; nearest are"
    return f"the wish was read {how}, {taken} {options} (right with a chance of {reading.chance:.0%})"


@rank.command("evaluate")
@click.argument("judgments", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--campaign")
@click.option("--json", "as_json", is_flag=True)
@reporting_errors
def rank_evaluate(judgments: Path, campaign: str | None, as_json: bool) -> None:
    """Say how well each backend ranks, by a judged set: a line of JSON for every brief."""
    report = evaluate_backends(Settings.from_environment(), judgments, campaign)
    if as_json:
        echo_json(asdict(report))
        return
    kappa = "judged once" if report.agreement is None else f"weighted kappa {report.agreement:.2f}"
    click.echo(f"{report.briefs} briefs, {report.pairs} judged pairs, {kappa}, {len(report.disputed)} disputed")
    measures = " ".join(f"{name:20}" for name in ("nDCG@5", "MRR", "coverage", "nDCG over lexical", "false confidence"))
    click.echo(f"{'asked':8}{'half':7}{'texts':7}{'backend':9}{'locale':6}{'briefs':>7}  {measures}")
    for row in report.rows:
        found = row.evaluation
        told = (found.ndcg, found.mrr, found.coverage, row.over_lexical, found.false_confidence)
        line = " ".join(f"{_measured(one):20}" for one in told)
        click.echo(
            f"{row.asked:8}{row.half:7}{row.texts:7}{row.backend:9}{row.locale:6}{found.briefs:7}  {line.rstrip()}"
        )


def _measured(measured: Measured) -> str:
    """A dash where nothing was measured."""
    if measured.value is None:
        return "-"
    return f"{measured.value:.3f} ({measured.low:.3f}, {measured.high:.3f})"


@click.group()
def index() -> None:
    """The semantic index of a campaign pack."""


@index.command("build")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--fresh", is_flag=True, help="embed every text, also those that the index knows")
@reporting_errors
def index_build(folder: Path | None, fresh: bool) -> None:
    """Embed the options and variants of a pack, so that they are compared by meaning."""
    settings = Settings.from_environment()
    folder = folder or settings.campaigns_dir / settings.campaign
    campaign = check_pack(folder)
    embedder = open_embedder(settings)
    known = None if fresh else read_index(folder)
    texts = missing_texts(campaign, embedder, known)
    vectors: dict[str, Vectors] = {}
    with tqdm(total=len(texts), unit="text", disable=None) as bar:
        for chunk in embed_in_chunks(embedder, texts):
            vectors |= chunk
            bar.update(len(chunk))
    made = assemble(campaign, embedder, known, vectors)
    sayings = unlearned_sayings(campaign, made)
    with tqdm(total=len(sayings), unit="saying", disable=None if sayings else True) as bar:
        made = learn(campaign, embedder, made, sayings, bar.update)
    write_atomically(folder / INDEX, write_index(made))
    click.echo(f"{folder / INDEX}: {len(made.rows)} texts by {made.model}, {len(vectors)} of them new")
    if sayings:
        click.echo(f"learned to tell {len(campaign.catalogue.options)} options apart by {len(sayings)} sayings")
