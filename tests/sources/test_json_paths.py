import pytest

from monitor.sources import json_paths


@pytest.mark.parametrize(
    "path",
    ["a.b[0]", "@", 'data."x-y"', "items[?kind=='x'].url | [0]", "parse_json(a).b", "length(a)", "a[0:2].b"],
)
def test_a_sound_path_has_nothing_wrong(path: str) -> None:
    assert json_paths.check(path) is None


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("", "no JMESPath: Invalid JMESPath expression: cannot be empty."),
        ("a[", "no JMESPath: Invalid jmespath expression: Incomplete expression:"),
        ("a..b", "no JMESPath: Expecting: "),
        ("$.a.b", "no JMESPath: "),
        ("a[?nothing(b)]", "no JMESPath: there is no function nothing()"),
        ("a" * 1_001, "a path of 1001 characters; 1000 are the most"),
        ("[" * 900, "no JMESPath"),
    ],
)
def test_what_is_wrong_with_a_path_is_said(path: str, message: str) -> None:
    assert (json_paths.check(path) or "").startswith(message)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.b", 1),
        ("c", None),
        ("length(a.b)", None),
        ("parse_json(text).x", [2]),
        ("parse_json(a.b)", None),
        ("parse_json(broken)", None),
        ("sum(broken)", None),
    ],
)
def test_a_path_finds_what_is_there_and_else_nothing(path: str, expected: object) -> None:
    data = {"a": {"b": 1}, "text": '{"x": [2]}', "broken": "{"}

    assert json_paths.search(path, data) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a\0b\ud800", "ab\ufffd"),
        (5, "5"),
        (10**40, None),
        (5.0, "5"),
        (5.5, "5.5"),
        (float("inf"), "inf"),
        (True, None),
        (None, None),
        (["示范部", 7, None, {"x": 1}], "示范部、7"),
        ([], None),
        ({"a": 1}, None),
    ],
)
def test_a_value_becomes_text_where_it_has_one(value: object, expected: str | None) -> None:
    assert json_paths.text(value) == expected
