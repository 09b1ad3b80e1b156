"""What `monitor check` says of channels."""

from tests.cli.conftest import Desk


def test_routes_to_what_the_rules_do_not_have_are_told(desk: Desk) -> None:
    path = desk.folder / "monitor.yaml"
    more = """
channels:
  - id: tty
    kind: console
    routes:
      - topics: [pilot-lists]
        rules: [national-pilot]
        mentions: ["@ministries"]
"""
    path.write_text(path.read_text() + more)

    code, told, _ = desk.check()

    assert code == 1
    assert "monitor.yaml:13:9: there is no topic `pilot-lists`; did you mean `pilot-list`?" in told
    assert "monitor.yaml:15:9: there is no vocabulary `ministries`; there is none yet" in told
    assert not any("national-pilot`" in line for line in told)
