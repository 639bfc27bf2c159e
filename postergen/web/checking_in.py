"""The pages of a diary: today, its calendar, its posters, and a friend's day. They work without a script."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, timedelta

from flask import Response, redirect, request, url_for

from postergen.domain.checking_in import LONGEST_LINE, Diary
from postergen.domain.findings import Kind
from postergen.domain.poster import Poster
from postergen.domain.typed import MAX_TYPED
from postergen.errors import Finding, InvalidInput, NotFound, Unavailable
from postergen.games.hand import is_open
from postergen.games.streaks import MILESTONES, calendar, month_of
from postergen.service.checking_in import DiaryView, Wanted
from postergen.service.game_store import Entry
from postergen.tracking.landing import landing_token
from postergen.web.game_acts import act, act_key, games, number_of
from postergen.web.game_words import end, moment, refusal, zone
from postergen.web.holding import holder_of_request
from postergen.web.pages import campaign_page, page_language, page_locale, words
from postergen.web.product import product
from postergen.web.told import sentence

LONGEST_CLICK = 64  # characters of the id of a scan


@games.post("/c/<campaign>/games/<game>/check")
def check_in(campaign: str, game: str) -> Response:
    """Keep today, and make its poster."""
    form = request.form
    day, click = day_of_text(form.get("day", "")), form.get("click", "")[:LONGEST_CLICK]
    line, option = form.get("line", "")[:MAX_TYPED], form.get("option", "")[:MAX_TYPED]
    wanted = Wanted(option, page_locale(), line, day, click if _friend(click) else "")

    def keep(holder: int) -> Entry:
        service = product().checking_in
        entry = service.check_in(holder, campaign, game, wanted, act_key())
        service.poster(service.run(campaign, game), entry)
        return entry

    return act(campaign, game, diary_page, keep)


@games.post("/c/<campaign>/games/<game>/repair")
def repair(campaign: str, game: str) -> Response:
    """Fill in a day."""
    day = day_of_text(request.form.get("day", ""))
    if day is None:
        raise InvalidInput([Finding("day", "is no day of the calendar", "a day such as 2027-01-20", Kind.DAY)])
    return act(
        campaign,
        game,
        diary_page,
        lambda holder: product().checking_in.repair(holder, campaign, game, day, act_key()),
    )


@games.get("/c/<campaign>/games/<game>/days/<day>")
def day_shown(campaign: str, game: str, day: str) -> Response:
    """The poster of one's own day, to send on."""
    poster = poster_of_day(campaign, game, holder_of_request(campaign), day)
    shown = url_for("links.share", code=poster.code, mine=1, lang=page_language().id)
    return redirect(shown, 303)  # type: ignore[return-value]


def poster_of_day(campaign: str, game: str, holder: int | None, said: str) -> Poster:
    """`NotFound` for a day that is not theirs, was filled in, or is none."""
    view, day = product().checking_in.view(campaign, game, holder), day_of_text(said)
    entry = view.mine.on(day) if view.mine and day else None
    if entry is None:
        raise NotFound("day", said[:10])
    return product().checking_in.poster(view.run, entry)


def day_of_text(said: str) -> date | None:
    """A day as 2027-01-20; None for what is none."""
    try:
        return date.fromisoformat(said) if len(said) == len("2027-01-20") else None
    except ValueError:
        return None


def diary_page(
    campaign: str,
    game: str,
    *,
    holder: int | None = None,
    status: int = 200,
    findings: Iterable[Finding] = (),
    **shown: object,
) -> Response:
    """Today and the month of the holder of this request; ``?got=`` is the line that was written just now, ``?click=``
    the scan that led here.
    """
    pack, service = product().library.campaign(campaign), product().checking_in
    view = service.view(campaign, game, holder or holder_of_request(campaign))
    click = request.values.get("click", "")[:LONGEST_CLICK]
    friend = _friend(click)
    month = _month(view)
    return campaign_page(
        "diary.html",
        status,
        framed_by=(),  # no cookie would stay in a frame
        campaign=pack,
        view=view,
        rules=view.rules,
        mine=view.mine,
        got=_got(view),
        milestones=MILESTONES,
        friend=friend,
        friend_told=dict(friend.brief.fields) if friend else {},
        click=click if friend else "",
        landed=landing_token(product().salts.today(), click, product().clock()) if friend else "",
        choices=_choices(view, friend),
        options=pack.catalogue.option_by_id,
        month=month,
        weeks=calendar(view.mine.kept if view.mine else {}, month, view.today, view.rules.repairs),
        before=_other_month(view, month - timedelta(days=1)),
        after=_other_month(view, month + timedelta(days=31)),
        entries=[one for one in view.mine.entries if month_of(one.day) == month] if view.mine else (),
        form={name: value[:MAX_TYPED] for name, value in request.form.items()},
        wrong=[sentence(finding, page_language()) for finding in findings],
        longest_line=LONGEST_LINE,
        key=secrets.token_hex(8),
        moment=lambda at: moment(at, view.rules.timezone, words("diary")),
        end=lambda at: end(at, view.rules.timezone, words("diary")),
        zone=zone(view.rules.timezone, words("diary")),
        day_said=day_said,
        refusal=lambda reason: refusal(reason, view.rules, words("diary")),
        **shown,
    )


def day_said(day: date) -> str:
    """A day as the page says it, without its year."""
    said = words("diary")
    return said["day"].format(day=day.day, month=said["months"].split()[day.month - 1])


def friends_diary(friend: Poster) -> str | None:
    """The id of the diary whose day this poster shows, if it can be begun now."""
    shown = product().game_views.shown_by(friend)
    if shown is None:
        return None
    run = product().games.run(friend.brief.campaign, shown.id)
    return shown.id if isinstance(run.rules, Diary) and is_open(run.rules, product().clock()) is None else None


def _friend(click: str) -> Poster | None:
    """The day whose code led here."""
    try:
        return product().scans.poster_of(click) if click else None
    except Unavailable:  # somebody scanned a code: they get their page all the same
        return None


def _choices(view: DiaryView, friend: Poster | None) -> list[str]:
    """The ids of what can be picked today: that of the friend first, if this game asks for it on any day."""
    asked = {option for ask in view.rules.asks for option in ask.options}
    theirs = [option for option in friend.brief.options if option in asked] if friend else []
    return list(dict.fromkeys((*theirs, *view.ask.options)))


def _got(view: DiaryView) -> Entry | None:
    """The day that the address says was kept just now, if it is theirs."""
    serial = number_of(request.args.get("got", ""))
    return next((one for one in view.mine.entries if one.serial == serial), None) if view.mine else None


def _month(view: DiaryView) -> date:
    """The month that is shown: that of the address, as 2027-01, or today's."""
    said = day_of_text(f"{request.args.get('month', '')[:7]}-01")
    return said if said and _other_month(view, said) else month_of(view.today)


def _other_month(view: DiaryView, day: date) -> date | None:
    """The month of a day, if it has a day of the game up to today."""
    month = month_of(day)
    return month if month_of(view.rules.day_of(view.rules.opens)) <= month <= month_of(view.today) else None
