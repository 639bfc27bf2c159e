"""Ask a model for drafts: within a budget, checked like anybody's text, and never more than drafts."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from postergen.copywriting.compliance import LintFinding, Severity
from postergen.copywriting.generate import (
    ChatAnswer,
    ChatModel,
    DraftText,
    as_variants,
    is_all_thinking,
    most_input_tokens,
    repair_request,
)
from postergen.copywriting.prompt import ANSWER_SCHEMA, Assignment, Message, PromptFiles, write_prompt
from postergen.domain.editorial import State
from postergen.domain.localized import LOCALES
from postergen.domain.ports import Clock
from postergen.domain.variant import CopyVariant
from postergen.errors import Finding, InvalidInput, PostergenError, TimedOut, Unavailable
from postergen.service.copy_checks import CopyChecks
from postergen.service.editorial import EditorialService, Proposal, Proposed
from postergen.service.library import Library

MOST_DRAFTS = 20
TOKENS_PER_DRAFT = 220  # a headline, a body, a call and a gloss in the greediest vocabulary
TOKENS_AROUND = 120
MOST_INSTRUCTION = 400  # characters
_OF_A_PERSON = re.compile(r"\d(?:[ -]?\d){6,}|\S+@\S+\.\S+")  # telephone numbers, identity cards, addresses of mail


@dataclass(frozen=True, slots=True)
class Usage:
    """What the model took in a period; ``spent`` counts against the budget, with what is set aside."""

    calls: int
    tokens_in: int
    tokens_out: int
    spent: int


class ModelLedger(Protocol):
    """Accounts for calls. `Unavailable` when the store does not answer."""

    def reserve(
        self, call: str, key: str, model: str, prompt: str, tokens: int, budget: int, since: datetime, now: datetime
    ) -> None: ...

    def settle(
        self, call: str, tokens: int, tokens_in: int, tokens_out: int, answer: str | None, now: datetime
    ) -> None: ...

    def answered(self, key: str) -> str | None: ...

    def usage(self, since: datetime) -> Usage: ...


@dataclass(frozen=True, slots=True)
class Terms:
    """What the model may take: tokens in a calendar month (UTC), and what a million of them costs, in and out."""

    budget: int
    price_in: float = 0.0
    price_out: float = 0.0

    def cost(self, usage: Usage) -> float:
        """In the currency of the prices."""
        return (usage.tokens_in * self.price_in + usage.tokens_out * self.price_out) / 1_000_000


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A text of the model that was not even kept as a draft, with what stood in its way."""

    variant: CopyVariant
    findings: tuple[LintFinding, ...]


@dataclass(frozen=True, slots=True)
class Generated:
    """Drafts that were kept, texts that were not, and whether the answer came from the cache."""

    kept: tuple[Proposed, ...]
    turned_away: tuple[TurnedAway, ...]
    model: str
    prompt: str
    cached: bool


class GenerationService:
    """One for each process; safe to share between threads."""

    def __init__(
        self,
        *,
        model: ChatModel | None,
        ledger: ModelLedger,
        terms: Terms,
        prompts: PromptFiles,
        read_answer: Callable[[str], tuple[list[DraftText], list[str]]],
        library: Library,
        checks: CopyChecks,
        editorial: EditorialService,
        clock: Clock,
        random_below: Callable[[int], int],
    ) -> None:
        self.terms, self.prompts = terms, prompts
        self._model, self._ledger, self._read = model, ledger, read_answer
        self._library, self._checks, self._editorial = library, checks, editorial
        self._clock, self._random_below = clock, random_below

    @property
    def model_name(self) -> str:
        """Empty when none is set."""
        return self._model.name if self._model else ""

    def usage(self) -> Usage:
        """What was taken this month."""
        return self._ledger.usage(_month_of(self._clock()))

    def generate(self, campaign: str, assignment: Assignment, who: str, *, fresh: bool = False) -> Generated:
        """Ask for texts, and keep those that nothing blocks as drafts.

        Args:
            fresh: ask again, also when the same question was answered before.

        Raises:
            InvalidInput: the assignment names what there is not, or asks for too much.
            Unavailable: no model is set, it does not answer, refuses, or answers twice what cannot be read.
            OverBudget: the call might take more than is left; nothing was sent.
        """
        pack = self._library.campaign(campaign)
        self._check(assignment, pack.catalogue.option_by_id)
        if self._model is None:
            raise Unavailable("the model", "none is set; POSTERGEN_MODEL names one")
        rejected = [
            edit
            for edit in self._editorial.edits(campaign, (State.REJECTED,))
            if assignment.option in edit.variant.fits.options
        ]
        messages = write_prompt(self.prompts, pack, assignment, rejected)
        texts, cached = self._texts(self._model, messages, assignment, fresh)
        written = self._editorial.edits(campaign)
        taken = {*pack.variant_by_id, *(edit.variant.id for edit in written)}
        drafts = as_variants(texts[: assignment.count], assignment, sorted(taken), self.prompts.version)
        return self._keep(campaign, drafts, self._model.name, who, cached, assignment.instruction)

    def _keep(
        self, campaign: str, drafts: Sequence[CopyVariant], model: str, who: str, cached: bool, instruction: str
    ) -> Generated:
        """Keep what is neither blocked nor said already."""
        pack = self._library.campaign(campaign)
        library = [*pack.variants, *(edit.variant for edit in self._editorial.edits(campaign))]
        kept, turned_away = [], []
        for draft in drafts:
            found = self._checks.check(pack, draft, library)
            if any(f.severity is Severity.BLOCK or f.rule == "copy.duplicate" for f in found):
                turned_away.append(TurnedAway(draft, found))
            else:
                kept.append(draft)
                library.append(draft)
        proposals = [Proposal(draft, 0, model, self.prompts.version, instruction) for draft in kept]
        proposed = self._editorial.propose(campaign, proposals, who) if proposals else []
        return Generated(tuple(proposed), tuple(turned_away), model, self.prompts.version, cached)

    def _texts(
        self, model: ChatModel, messages: list[Message], assignment: Assignment, fresh: bool
    ) -> tuple[list[DraftText], bool]:
        key = _key(model.name, messages)
        before = None if fresh else self._ledger.answered(key)
        if before is not None:
            return self._read(before)[0], True
        most = TOKENS_AROUND + TOKENS_PER_DRAFT * assignment.count
        answer = self._call(model, messages, key, most)
        texts, problems = self._read(answer.text)
        if problems and is_all_thinking(answer):
            raise Unavailable(
                f"the model {model.name}",
                f"it spent its {most} tokens on thinking and wrote nothing; ask for more drafts at once, "
                "which allows more tokens, or name a model that thinks less",
            )
        if problems:
            again = [*messages, Message("assistant", answer.text[:4000]), repair_request(problems)]
            answer = self._call(model, again, key, most)
            texts, problems = self._read(answer.text)
        if problems:
            cut = "" if answer.finished else f", it was cut off after {most} tokens"
            raise Unavailable(f"the model {model.name}", f"its answer cannot be read{cut}: {problems[0]}")
        return texts, False

    def _call(self, model: ChatModel, messages: Sequence[Message], key: str, most: int) -> ChatAnswer:
        """One call, its tokens set aside before and settled after. What may have been charged counts as charged."""
        call, now = f"{self._random_below(1 << 100):025x}", self._clock()
        one_try = most_input_tokens(messages) + most
        reserved = one_try * model.most_tries
        self._ledger.reserve(
            call, key, model.name, self.prompts.version, reserved, self.terms.budget, _month_of(now), now
        )
        taken, seen, kept = reserved, (0, 0), None
        try:
            answer = model.complete(messages, ANSWER_SCHEMA, most)
            seen = (answer.tokens_in, answer.tokens_out)
            taken = (sum(seen) or one_try) + answer.retries * one_try
            if not answer.refusal and answer.finished and not self._read(answer.text)[1]:
                kept = answer.text
        except PostergenError as exc:
            taken = taken if isinstance(exc, TimedOut) else 0
            raise
        finally:
            self._ledger.settle(call, taken, *seen, kept, self._clock())
        if answer.refusal:
            raise Unavailable(f"the model {model.name}", f"it refused: {answer.refusal[:120]}")
        return answer

    @staticmethod
    def _check(assignment: Assignment, options: Collection[str]) -> None:
        findings = []
        if assignment.option not in options:
            findings.append(Finding("option", f"{assignment.option!r} is unknown", "postergen options lists them"))
        if assignment.locale not in LOCALES:
            findings.append(Finding("locale", f"{assignment.locale!r} is unknown", ", ".join(LOCALES)))
        if not 1 <= assignment.count <= MOST_DRAFTS:
            findings.append(Finding("count", f"is {assignment.count}", f"1 to {MOST_DRAFTS}"))
        if len(assignment.instruction) > MOST_INSTRUCTION:
            problem = f"has {len(assignment.instruction)} characters"
            findings.append(Finding("instruction", problem, f"at most {MOST_INSTRUCTION}"))
        if found := _OF_A_PERSON.search(assignment.instruction):
            problem = f"{found[0][:40]!r} looks like a number or an address of a person"
            findings.append(Finding("instruction", problem, "a model is told nothing of people"))
        if findings:
            raise InvalidInput(findings)


def _key(model: str, messages: Sequence[Message]) -> str:
    """The same model and the same prompt, version and count included, are the same question."""
    said = json.dumps([model, *([m.role, m.text] for m in messages)], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _month_of(moment: datetime) -> datetime:
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
