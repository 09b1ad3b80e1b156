from hypothesis import HealthCheck, given, settings

from tests.sources.fuzz import SEEDS, bodies, escaping


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(bodies())
def test_any_bytes_at_all_raise_nothing_but_a_parse_error(body: bytes) -> None:
    escaping(body)


def test_no_seed_of_the_cases_raises_anything_else() -> None:
    for seed in SEEDS:
        escaping(seed)
