"""`/docs`: the description of the interface as one page, all of it from here: a hospital's network often ends at its door."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

Json = Mapping[str, Any]
HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'", "X-Content-Type-Options": "nosniff"}
"""The page runs no script and fetches nothing, whatever a description may say."""
_STYLE = """
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 0 auto; max-width: 64rem; padding: 1rem;
       color: #1b2733; background: #fff }
h2 { border-bottom: 1px solid #cbd5de; margin-top: 2rem }
details { border: 1px solid #cbd5de; border-radius: 6px; margin: .5rem 0; padding: .4rem .8rem }
summary { cursor: pointer } summary code { font-weight: 600 }
.method { display: inline-block; min-width: 4.5rem; font-weight: 700; color: #0b5cad }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 } td, th { border: 1px solid #dde4ea; padding: .25rem .5rem;
       text-align: left; vertical-align: top } th { background: #f3f6f9 }
code { font-family: ui-monospace, Consolas, monospace } .note { color: #51606e }
"""


def page(described: Json) -> str:
    """The whole page from an OpenAPI description."""
    info = described["info"]
    parts = [
        "<!DOCTYPE html><html lang='zh'><head><meta charset='utf-8'><meta name='viewport' content='width=device-width'>",
        f"<title>{escape(info['title'])}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{escape(info['title'])}</h1><p>{escape(info.get('description', ''))}</p>",
        "<p>For programs: <a href='/openapi.json'>/openapi.json</a></p><h2>请求 Requests</h2>",
        *(_operation(path, method, each) for path, ways in described["paths"].items() for method, each in ways.items()),
        "<h2>数据 Data</h2>",
        *(_schema(name, schema) for name, schema in sorted(described["components"]["schemas"].items())),
        "</body></html>",
    ]
    return "\n".join(parts)


def _operation(path: str, method: str, each: Json) -> str:
    about = escape(each.get("description") or each.get("summary", ""))
    first = about.partition("\n")[0]
    body = [f"<p>{about}</p>"]
    if each.get("parameters"):
        rows = ((part["name"], part["in"], part.get("required", False), part) for part in each["parameters"])
        body.append(_table(("name", "in", "type", "meaning"), (_parameter(*row) for row in rows)))
    for media, content in each.get("requestBody", {}).get("content", {}).items():
        body.append(f"<p>Body <code>{escape(media)}</code>: {_type(content['schema'])}</p>")
    answers = ((escape(status), _answer(answer), escape(answer["description"])) for status, answer in each["responses"].items())
    body.append(_table(("status", "answer", "meaning"), answers))
    head = f"<span class='method'>{method.upper()}</span><code>{escape(path)}</code> <span class='note'>{first}</span>"
    return f"<details><summary>{head}</summary>{''.join(body)}</details>"


def _parameter(name: str, place: str, required: bool, part: Json) -> tuple[str, ...]:
    return (f"<code>{escape(name)}</code>{' *' if required else ''}", escape(place), _type(part["schema"]), escape(_about(part)))


def _about(part: Json) -> str:
    return str(part.get("description") or part["schema"].get("description", ""))


def _answer(answer: Json) -> str:
    return ", ".join(_type(content.get("schema", {})) for content in answer.get("content", {}).values())


def _schema(name: str, schema: Json) -> str:
    required = schema.get("required", ())
    rows = (
        (f"<code>{escape(field)}</code>{' *' if field in required else ''}", _type(part), escape(_limits(part)))
        for field, part in schema.get("properties", {}).items()
    )
    about = escape(schema.get("description", ""))
    head = f"<summary><code>{escape(name)}</code> <span class='note'>{about}</span></summary>"
    return f"<details id='{escape(name)}'>{head}{_table(('name', 'type', 'limits'), rows)}</details>"


def _type(schema: Json) -> str:
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f"<a href='#{name}'><code>{name}</code></a>"
    if "anyOf" in schema:
        return " | ".join(_type(each) for each in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        values = schema.get("enum") or [schema["const"]]
        return escape(" | ".join(json.dumps(value, ensure_ascii=False) for value in values))
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return escape(str(schema.get("format") or schema.get("type", "any")))


def _limits(schema: Json) -> str:
    return ", ".join(f"{name} {json.dumps(value, ensure_ascii=False)}" for name, value in _said(schema))


def _said(schema: Json) -> Iterator[tuple[str, Any]]:
    for each in (schema, *schema.get("anyOf", ())):
        for name in ("minimum", "exclusiveMinimum", "maximum", "minLength", "maxLength", "maxItems", "default"):
            if name in each and each[name] is not None:
                yield name, each[name]


def _table(head: tuple[str, ...], rows: Any) -> str:
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{''.join(f'<th>{name}</th>' for name in head)}</tr>{lines}</table>"
