"""JSON Schemas of the files people edit, so that their editors complete and check them as they type.

types that decode the files → pydantic's schema → words for each key, conditions, variables → DIR/*.schema.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from monitor.config import decode, schema_words
from monitor.config.conditions import _FARTHEST, _MOST_NEAR, OPERATORS
from monitor.config.expectations import _File
from monitor.config.ranges import _KEYS as _BOUNDS
from monitor.config.rule_forms import _SLUG, RuleEntry, RuleFile, VocabularyFile
from monitor.config.schema_words import Words
from monitor.config.settings import _SettingsEntry
from monitor.rules.rule import Scope
from monitor.text import units

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_VARIABLE = {"type": "string", "pattern": r"\$\{[A-Za-z_]"}
_DURATION = {
    "type": "string",
    "pattern": r"^\s*([0-9]{1,6}\s*[smhdwSMHDW]\s*)+$",
    "examples": ["30m", "2h", "1d"],
}
_PERIOD = {"anyOf": [_DURATION, {"const": "forever"}]}
_CRON = {
    "type": "string",
    "pattern": r"^\s*(\S+\s+){4}\S+\s*$",
    "description": "Minute, hour, day, month, weekday, in the zone of `hours`.",
    "examples": ["0 8 * * *", "0 9 * * 1"],
}
_STRETCH = {
    "type": "string",
    "pattern": r"^\s*[0-9]{1,2}:[0-9]{2}\s*[-–]\s*[0-9]{1,2}:[0-9]{2}\s*$",
    "examples": ["22:00-07:00"],
}
_METHOD = {"enum": ["GET", "POST"], "default": "GET"}
_ONE_VALUE = {"type": ["string", "number"]}
_PAIRS = {
    "type": "object",
    "additionalProperties": {"anyOf": [_ONE_VALUE, {"type": "array", "items": _ONE_VALUE}]},
}
_PLACED = ("any", "near", "number")  # what says a place in the text

# What the declaration of a key does not tell, because a function reads it.
_READ_BY_HAND: Mapping[tuple[str, str], Schema] = {
    ("RuleFile", "topic"): {"type": "string", "pattern": f"^{_SLUG.pattern}$"},
    ("RuleFile", "rules"): {
        "type": "array",
        "items": {"$ref": "#/$defs/RuleEntry"},
        "minItems": 1,
        "defaultSnippets": [{"label": "a rule", "body": schema_words.NEW_RULE}],
    },
    ("RuleEntry", "id"): {"type": "string", "pattern": f"^{_SLUG.pattern}$"},
    ("RuleEntry", "name"): {"type": "string", "pattern": r"\S"},
    ("RuleEntry", "why"): {"type": "string", "pattern": r"\S"},
    ("RuleEntry", "when"): {"$ref": "#/$defs/condition"},
    ("RuleEntry", "unless"): {"anyOf": [{"$ref": "#/$defs/placed"}, {"type": "null"}]},
    ("Examples", "match"): {"type": "array", "items": {"type": "string"}, "minItems": 1},
    ("Examples", "no_match"): {"type": "array", "items": {"type": "string"}, "minItems": 1},
    ("VocabularyFile", "vocabularies"): {
        "type": "object",
        "additionalProperties": {
            "type": "array",
            "items": {"anyOf": [{"$ref": "#/$defs/term"}, {"$ref": "#/$defs/VocabularyEntry"}]},
            "minItems": 1,
        },
    },
    ("VocabularyEntry", "id"): {"type": "string"},
    ("VocabularyEntry", "names"): {"type": "array", "items": {"$ref": "#/$defs/term"}, "minItems": 1},
    ("ActorEntry", "names"): {"type": "array", "items": {"$ref": "#/$defs/term"}, "minItems": 1},
    ("SourceEntry", "every"): {
        "anyOf": [
            _DURATION,
            {
                "type": "object",
                "properties": {
                    "min": {"description": "The least time between two polls.", **_DURATION},
                    "max": {"description": "The longest, for a source that publishes little.", **_DURATION},
                },
                "required": ["min", "max"],
                "additionalProperties": False,
            },
        ],
        "default": {"min": "1h", "max": "4h"},
    },
    **{(entry, "method"): _METHOD for entry in ("SourceEntry", "StepEntry")},
    **{
        (entry, name): _PAIRS
        for entry in ("SourceEntry", "StepEntry")
        for name in ("headers", "params", "form")
    },
    ("SourceEntry", "pages"): {"type": "integer", "minimum": 1, "maximum": 50, "default": 1},
    ("SourceEntry", "backlog"): {
        "anyOf": [_DURATION, {"$ref": "#/$defs/BacklogRule"}],
        "default": "2d",
    },
    ("SourceEntry", "url"): {"type": ["string", "null"], "pattern": "^https?://"},
    ("SourceEntry", "verified"): {
        "anyOf": [{"const": "never"}, {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}, {"type": "null"}],
        "default": "never",
    },
    ("ChannelEntry", "pace"): {
        "anyOf": [
            {
                "type": "string",
                "pattern": r"^\s*([1-9][0-9]{0,3}\s*/\s*([sSh]|[mM][iI][nN]|H)|[oO][fF][fF])\s*$",
            },
            {"const": False},
        ],
        "default": "20/min",
        "examples": ["20/min", "off"],
    },
    ("ChannelEntry", "thread"): {"type": "integer", "minimum": 1},
    ("ChannelEntry", "language"): {"enum": ["en", "zh"]},
    ("ChannelEntry", "limit"): {"type": "integer", "minimum": 200, "maximum": 4096, "default": 1200},
    ("ChannelEntry", "cap"): {
        "type": "string",
        "pattern": r"^\s*[1-9][0-9]{0,3}\s*/",
        "examples": ["10/1h", "3/30m"],
    },
    ("ChannelEntry", "damping"): _DURATION,
    ("ChannelEntry", "digests"): {
        "type": "array",
        "items": {"anyOf": [_CRON, {"$ref": "#/$defs/DigestEntry"}]},
        "examples": [["0 8 * * *"]],
    },
    ("DigestEntry", "cron"): _CRON,
    ("SummariserEntry", "timeout"): {**_DURATION, "default": "10s"},
    ("RetentionEntry", "raw"): {**_PERIOD, "default": "14d"},
    ("RetentionEntry", "texts"): {**_PERIOD, "default": "365d"},
    ("RetentionEntry", "log"): {**_PERIOD, "default": "90d"},
    ("HeartbeatEntry", "every"): {**_DURATION, "default": "5m"},
    ("_SettingsEntry", "still_here"): {
        "anyOf": [
            {"type": "string", "pattern": r"^\s*(([01]?[0-9]|2[0-3]):[0-5][0-9]|off)\s*$"},
            {"const": False},
        ],
        "default": "09:00",
        "examples": ["09:00", "off"],
    },
    ("HoursEntry", "quiet"): {"anyOf": [_STRETCH, {"type": "array", "items": _STRETCH}]},
    ("HoursEntry", "working_days"): {"type": "string", "pattern": "^[A-Z]{2}$", "examples": ["CN"]},
    ("RouteEntry", "mentions"): {
        "type": "array",
        "items": {"type": "string", "pattern": "^@", "examples": ["@national-bodies"]},
    },
}


def files() -> dict[str, Schema]:
    """Return each schema by its path from the top of the project, beside the files it describes."""
    return {
        "rules/rules.schema.json": rule_file(),
        "rules/terms.schema.json": terms_file(),
        "monitor.schema.json": settings_file(),
        "seeds/expected.schema.json": expectations_file(),
    }


def rule_file() -> Schema:
    """Return the schema of a file of rules."""
    words = schema_words.RULE_FILE
    made = _described(RuleFile, words)
    made["$defs"] |= _described(RuleEntry, words)["$defs"] | _conditions()
    return _headed("A file of rules: one topic", made)


def terms_file() -> Schema:
    """Return the schema of the shared vocabularies."""
    words = schema_words.TERMS_FILE
    made = _described(VocabularyFile, words)
    entry: Schema = {"properties": {"id": {}, "names": {}}, "required": ["id", "names"]}
    made["$defs"] |= {"VocabularyEntry": _worded("VocabularyEntry", entry, words), "term": _term()}
    return _headed("The shared vocabularies of the rules", made)


def settings_file() -> Schema:
    """Return the schema of the settings, in which every value may come from the environment."""
    made: Schema = _or_variable(_described(_SettingsEntry, schema_words.SETTINGS))
    return _headed("What to poll and where to tell it", made)


def expectations_file() -> Schema:
    """Return the schema of what seed documents must yield."""
    return _headed("What each document must yield", _described(_File, schema_words.EXPECTED))


def write(directory: Path) -> None:
    """Write every schema below a directory."""
    for name, schema in files().items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(schema), encoding="utf-8")


def text(schema: Schema) -> str:
    """Return a schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _headed(title: str, schema: Schema) -> Schema:
    return {"$schema": _DIALECT, "title": title, **schema}


def _described(type_: type, words: Words) -> Schema:
    """Return the schema of a type and those in it, each key with its words in place of what the code says."""
    made = decode.schema(type_)
    # What has no words is a value that a function makes of a text.
    definitions = {
        name: _worded(name, definition, words)
        for name, definition in made["$defs"].items()
        if name in words or "enum" in definition
    }
    return {"$ref": made["$ref"], "$defs": definitions}


def _worded(name: str, definition: Schema, words: Words) -> Schema:
    if "enum" in definition:
        return {"enum": definition["enum"]}
    return _object(
        {
            key: _READ_BY_HAND.get((name, key)) or _plain(found)
            for key, found in definition["properties"].items()
        },
        words[name],
    ) | {"required": definition.get("required", [])}


def _object(keys: Mapping[str, Schema], words: Mapping[str, str] | None = None) -> Schema:
    described = {
        key: {"description": words[key], **schema} if words is not None else schema
        for key, schema in keys.items()
    }
    return {"type": "object", "properties": described, "additionalProperties": False}


def _plain(found: Schema) -> Schema:
    """Leave out what pydantic adds for programs."""
    return {
        key: value for key, value in found.items() if key != "title" and (key, value) != ("default", None)
    }


def _term() -> Schema:
    examples = [
        "rare earth",
        "commerciali*",
        "=MIIT",
        "试点名单",
        "@national-bodies",
        r"/第.{1,3}批.{0,6}名单/",
    ]
    return {"type": "string", "pattern": r"\S", "description": schema_words.TERM, "examples": examples}


def _conditions() -> dict[str, Schema]:
    """Return the definitions of what may stand under `when` and, of places only, under `unless` and `near`."""
    operators = [key for key in OPERATORS if key not in {"within", "in"}]
    return {
        "term": _term(),
        "condition": _condition("condition", OPERATORS, [{"required": [key]} for key in operators], "anyOf"),
        "placed": _condition(
            "placed", (*_PLACED, "within", "in"), [{"required": [key]} for key in _PLACED], "oneOf"
        ),
    }


def _condition(name: str, keys: tuple[str, ...], needed: list[Schema], choice: str) -> Schema:
    members = {"$ref": f"#/$defs/{name}"}
    mapping = _object({key: _OPERATORS[key](members) for key in keys}, schema_words.CONDITION)
    mapping |= {choice: needed, "dependentRequired": {"within": ["near"]}}
    return {"anyOf": [{"$ref": "#/$defs/term"}, {"type": "array", "items": members, "minItems": 1}, mapping]}


def _near(_: Schema) -> Schema:
    return {"type": "array", "items": {"$ref": "#/$defs/placed"}, "minItems": 2, "maxItems": _MOST_NEAR}


def _at_least(members: Schema) -> Schema:
    keys = {"count": {"type": "integer", "minimum": 1}, "of": members}
    return _object(keys, schema_words.CONDITION) | {"required": ["count", "of"]}


def _number(_: Schema) -> Schema:
    bound: Schema = {"type": ["number", "string"]}
    unit: Schema = {"type": "string", "examples": list(units.known())}
    bounds = {key: unit if key == "unit" else bound for key in _BOUNDS}
    return _object(bounds, schema_words.CONDITION) | {"minProperties": 1}


def _in(_: Schema) -> Schema:
    scope: Schema = {"enum": [scope.value for scope in Scope]}
    return {"anyOf": [scope, {"type": "array", "items": scope, "minItems": 1}]}


_OPERATORS: Mapping[str, Callable[[Schema], Schema]] = {
    "any": lambda members: members,
    "all": lambda members: members,
    "none": lambda members: members,
    "context": lambda members: members,
    "near": _near,
    "within": lambda _: {"type": "number", "minimum": 0, "maximum": _FARTHEST, "default": 12},
    "at_least": _at_least,
    "number": _number,
    "in": _in,
}


def _or_variable(schema: Any) -> Any:
    """Let a variable of the environment stand for every value that is not any text."""
    if not isinstance(schema, dict):
        return [_or_variable(one) for one in schema] if isinstance(schema, list) else schema
    is_value = (
        schema.get("type") in ("integer", "number", "boolean")
        or isinstance(schema.get("pattern"), str)  # and no key of this name
        or "enum" in schema
    )
    if is_value:
        kept = {key: value for key, value in schema.items() if key in {"description", "default"}}
        return kept | {"anyOf": [{key: value for key, value in schema.items() if key not in kept}, _VARIABLE]}
    return {key: _or_variable(value) for key, value in schema.items()}


if __name__ == "__main__":
    write(Path(*sys.argv[1:2]))
