"""Turn values into the shapes of the API."""

from __future__ import annotations

from collections.abc import Sequence

from postergen.domain.campaign import Campaign
from postergen.domain.poster import Lineage, Poster
from postergen.domain.variant import CopyVariant
from postergen.rendering.placed import Fitting
from postergen.rendering.template import PosterTemplate
from postergen.service.orders import Candidate, Ranking
from postergen.web import catalogue_schemas, schemas


def variant_out(variant: CopyVariant) -> schemas.VariantOut:
    return schemas.VariantOut(
        id=variant.id,
        revision=variant.revision,
        locale=variant.locale,  # type: ignore[arg-type]
        hook=variant.hook,
        tone=variant.tone,
        author=variant.author.value,
        headline=variant.headline,
        body=variant.body,
        call_to_action=variant.call_to_action,
    )


def ranking_out(ranking: Ranking, campaign: Campaign) -> schemas.RankOut:
    reading = ranking.wish_reading
    return schemas.RankOut(
        campaign=ranking.brief.campaign,
        backend=ranking.backend,
        wish_reading=reading.by if reading else "",
        wish_read_as=wish_out(ranking, campaign),
        policy=ranking.policy,
        policy_version=ranking.policy_version,
        policy_note=ranking.policy_note,  # type: ignore[arg-type]
        holdout=ranking.holdout,
        fallback=ranking.fallback.value,
        candidates=[_candidate_out(candidate) for candidate in ranking.candidates],
    )


def wish_out(ranking: Ranking, campaign: Campaign) -> schemas.WishOut | None:
    """What the wish of the brief was read as, in its language; None where there is none."""
    reading, locale = ranking.wish_reading, ranking.brief.locale
    if reading is None:
        return None
    text_of = {option.id: option.text.in_locale(locale) for option in campaign.catalogue.options}
    meant = [schemas.MeantOut(option=one, text=text_of[one], share=share) for one, share in reading.options]
    return schemas.WishOut(chance=reading.chance, is_sure=reading.is_sure, options=meant)


def _candidate_out(candidate: Candidate) -> schemas.CandidateOut:
    return schemas.CandidateOut(
        variant=variant_out(candidate.ranked.variant),
        backend=candidate.ranked.backend,
        score=candidate.ranked.score,
        propensity=round(candidate.propensity, 6),
        reasons=[schemas.ReasonOut(kind=r.kind, subject=r.subject, score=r.score) for r in candidate.ranked.reasons],
    )


def lineage_out(lineage: Lineage) -> schemas.LineageOut:
    return schemas.LineageOut(
        scan=lineage.scan, parent=lineage.parent, root=lineage.root, generation=lineage.generation
    )


def poster_out(
    poster: Poster,
    variant: CopyVariant,
    fitting: Fitting,
    *,
    called: str,
    image_url: str,
    share_url: str,
    scan_url: str,
    erase_token: str | None,
) -> schemas.PosterOut:
    brief = poster.brief
    return schemas.PosterOut(
        code=poster.code,
        campaign=brief.campaign,
        options=list(brief.options),
        wish=brief.wish,
        locale=brief.locale,  # type: ignore[arg-type]
        template=brief.template,
        format=brief.format,
        nickname=brief.nickname,
        called=called,
        place=brief.place,
        occasion=brief.occasion,
        fields=dict(brief.fields),
        channel=brief.channel,
        personalised=brief.personalised,
        variant=variant_out(variant),
        policy=poster.choice.policy,
        propensity=poster.choice.propensity,
        lineage=lineage_out(poster.lineage),
        created_at=poster.created_at,
        image_url=image_url,
        share_url=share_url,
        scan_url=scan_url,
        erase_token=erase_token,
        texts=[
            schemas.TextOut(element=element, size=size, lines=list(lines), given_up=list(given_up))
            for element, size, lines, given_up in fitting.texts
        ],
        warnings=[
            schemas.WarningOut(element=w.element, kind=w.kind, detail=w.detail)  # type: ignore[arg-type]
            for w in fitting.warnings
        ],
    )


def catalogue_out(
    campaign: Campaign, templates: Sequence[PosterTemplate], locale: str
) -> catalogue_schemas.CatalogueOut:
    catalogue = campaign.catalogue
    return catalogue_schemas.CatalogueOut(
        campaign=campaign.id,
        version=campaign.version,
        locale=locale,  # type: ignore[arg-type]
        title=campaign.title.in_locale(locale),
        themes=[
            catalogue_schemas.ThemeOut(
                id=t.id,
                name=t.name.in_locale(locale),
                question=t.question.in_locale(locale),
                pictogram=t.pictogram,
            )
            for t in catalogue.themes
            if not t.retired
        ],
        places=[
            catalogue_schemas.PlaceOut(id=p.id, province=p.province.in_locale(locale), city=p.city.in_locale(locale))
            for p in catalogue.places
        ],
        occasions=[
            catalogue_schemas.NamedOut(id=o.id, name=o.name.in_locale(locale))
            for o in campaign.occasions
            if not o.retired
        ],
        templates=[
            catalogue_schemas.TemplateOut(
                id=t.id,
                version=t.version,
                name=t.name.in_locale(locale),
                idea=t.idea.in_locale(locale),
                formats=list(t.formats),
                fields=[
                    catalogue_schemas.FieldOut(name=f.name, kind=f.kind, label=f.label.in_locale(locale), most=f.most)
                    for f in t.fields
                ],
            )
            for t in templates
            if t.id in campaign.templates
        ],
        options=[
            catalogue_schemas.OptionOut(
                id=o.id,
                theme=o.theme,
                text=o.text.in_locale(locale),
                pictogram=o.pictogram,
                keywords=list(o.keywords[locale]),
                aliases=list(o.aliases.get(locale, ())),
                place=o.place,
                need=o.need.value,
                frequency=o.frequency.value,
                seasons=list(o.seasons),
                occasions=list(o.occasions),
            )
            for o in catalogue.offered
        ],
    )
