"""The printed lines of one element: breaks at `<br>` and block elements, inline text joined without a separator."""

from __future__ import annotations

from selectolax.lexbor import LexborNode

from parsers.html import squash

_BLOCKS = {
    "address",
    "article",
    "dd",
    "div",
    "dl",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ol",
    "p",
    "section",
}
_BLOCKS |= {"table", "tr", "td", "th", "ul", "form", "fieldset", "header", "footer", "main", "nav", "blockquote", "pre"}
_SKIPPED = {"script", "style", "noscript", "template", "svg", "select", "option", "button"}
_BREAK = "\n"


def _pieces(node: LexborNode, *, keep_newlines: bool) -> list[str]:
    """Text in reading order with a newline at each break; an explicit stack, since hostile pages nest deeply."""
    pieces: list[str] = []
    stack: list[LexborNode | str] = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, str):
            pieces.append(current)
        elif current.is_text_node:
            text = current.text_content or ""
            pieces.append(text if keep_newlines else text.replace("\n", " ").replace("\r", " "))
        elif current.tag == "br":
            pieces.append(_BREAK)
        elif current.is_element_node and current.tag not in _SKIPPED:
            block = current.tag in _BLOCKS and current is not node
            stack += [_BREAK] if block else []
            child = current.last_child
            while child is not None:
                stack.append(child)
                child = child.prev
            stack += [_BREAK] if block else []
    return pieces


def lines(node: LexborNode, *, keep_newlines: bool = False) -> list[str]:
    """Non-empty lines, each with its blanks collapsed; `keep_newlines` for elements styled `white-space: pre-line`."""
    text = "".join(_pieces(node, keep_newlines=keep_newlines))
    return [line for printed in text.splitlines() if (line := squash(printed))]


def lines_with_gaps(node: LexborNode) -> list[str]:
    """Like `lines`, but an empty line where two or more `<br>` stand together: what follows is often no title."""
    printed = [squash(line) for line in "".join(_pieces(node, keep_newlines=False)).split(_BREAK)]
    while printed and not printed[0]:
        del printed[0]
    return printed


def name_lines(node: LexborNode, *, keep_newlines: bool = False) -> str | None:
    """A printed name, its lines joined by a newline (contract); None for an empty element."""
    return "\n".join(lines(node, keep_newlines=keep_newlines)) or None
