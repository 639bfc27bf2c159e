from dataclasses import replace
from datetime import UTC, datetime

from postergen.domain.policies import Arm, Kind, Policy, Prior, Terms

ARMS = (Arm("noodles.zh-1", "5f3a", "zh-CN", 812.5, 41.0, 0.62), Arm("noodles.zh-2", "77b0", "zh-CN", 0.0, 0.0, 0.4))
POLICY = Policy(
    "better-life",
    Kind.BETA,
    Terms(kind=Kind.BETA),
    ARMS,
    {"zh-CN": Prior(-2.9, 0.2, 80.0, 0.5, 0.1)},
    datetime(2026, 11, 28, 12, tzinfo=UTC),
)


def test_the_version_of_a_policy_is_told_by_all_that_it_draws_from() -> None:
    assert POLICY.version == replace(POLICY).version
    others = [
        replace(POLICY, terms=Terms(kind=Kind.BETA, holdout=0.1)),
        replace(POLICY, arms=ARMS[:1]),
        replace(POLICY, arms=(replace(ARMS[0], rewarded=42.0), ARMS[1])),
        replace(POLICY, priors={"zh-CN": Prior(-2.9, 0.2, 81.0, 0.5, 0.1)}),
        replace(POLICY, scores=b"other"),
        replace(POLICY, parent="beta-0000000000"),
    ]
    assert len({POLICY.version, *(other.version for other in others)}) == 1 + len(others)
    assert POLICY.version.startswith("beta-")
    assert len(POLICY.version) <= 32  # as long as the column


def test_a_text_is_found_by_its_revision() -> None:
    assert POLICY.arm_of["noodles.zh-2", "77b0"].exposed == 0
    assert ("noodles.zh-2", "5f3a") not in POLICY.arm_of
