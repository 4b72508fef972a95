"""HTML trees to blocks: an explicit stack of open elements, breaks before and after block elements (MARKUP §1, §2)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from parsers.html import squash
from parsers.language.block import Block, BlockKind, block_of

_SKIPPED = frozenset(
    ("script", "style", "head", "title", "template", "noscript", "select", "textarea", "svg", "object", "iframe")
)
_BLOCKS = frozenset(
    (
        "p div h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table tbody thead tfoot tr td th "
        "caption blockquote pre section article header footer main aside nav form fieldset legend address center "
        "figure figcaption hr body html details summary"
    ).split()
)
_EMPHASIS = frozenset(("b", "strong", "u", "h1", "h2", "h3", "h4", "h5", "h6", "th"))
_MAY_STYLE = frozenset(("span", "p", "div", "font", "td", "li", "em", "i", "a"))
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)|text-decoration\s*:\s*underline")
_HIDDEN = re.compile(r"display\s*:\s*none")
_MARGIN = re.compile(r"(?:margin|padding)-left\s*:\s*(\d{1,4})(?:\.\d+)?(pt|px)")
_HTML_SPACE = re.compile(r"[ \t\r\n\f]+")
# Tables nested deeper than this are a trap, not a layout: their cells are read as plain paragraphs.
_MAX_TABLES = 12


def _style(tag: str, node: LexborNode) -> str:
    return (node.attributes.get("style") or "") if tag in _MAY_STYLE else ""


def _is_bold(tag: str, style: str) -> bool:
    return tag in _EMPHASIS or (bool(style) and _BOLD.search(style) is not None)


@dataclass(slots=True)
class _Table:
    """An open table: the finished cells of the open row, None between rows."""

    cells: list[list[Block]] | None = None
    rows: int = 0


@dataclass(slots=True)
class _List:
    ordered: bool
    style: str
    number: int


@dataclass(slots=True)
class _Open:
    """An element whose children are being read."""

    node: LexborNode
    tag: str
    bold: bool
    indent: int
    blocks: int
    cell: bool


@dataclass(slots=True)
class HtmlBlocks:
    """Collects the blocks of one or several HTML fragments."""

    _out: list[Block] = field(default_factory=list)
    _sinks: list[list[Block]] = field(default_factory=list)
    _tables: list[_Table] = field(default_factory=list)
    _lists: list[_List] = field(default_factory=list)
    _run: list[str] = field(default_factory=list)
    _bold_chars: int = 0
    _chars: int = 0
    _bold: int = 0
    _indent: int = 0
    _before: int = 0
    _after_break: bool = False
    _made: int = 0
    _prefix: str = ""

    def feed(self, root: LexborNode) -> None:
        """Read one fragment with all that it holds."""
        opened: list[_Open] = []
        node: LexborNode | None = root
        while True:
            if node is None:
                done = opened.pop()
                self._leave(done)
                node = done.node.next if opened else None
                if not opened:
                    break
                continue
            tag = node.tag or ""
            if tag == "-text":
                self._text(node.text_content or "")
            elif tag == "br":
                self._break()
            elif not (tag.startswith("-") or tag in _SKIPPED or (opened and self._leaf(tag, node))):
                entered = self._enter(tag, node)
                if entered is not None:
                    opened.append(entered)
                    node = node.child
                    continue
            if not opened:
                break
            node = node.next

    def close(self) -> list[Block]:
        """The blocks read so far."""
        self._flush()
        return self._out

    def _sink(self) -> list[Block]:
        return self._sinks[-1] if self._sinks else self._out

    def _text(self, text: str) -> None:
        if text.isspace() and "\u00a0" not in text:
            text = " "
        self._run.append(text)
        filled = len(text) - text.count(" ") - text.count("\u00a0")
        self._chars += filled
        if self._bold:
            self._bold_chars += filled

    def _leaf(self, tag: str, node: LexborNode) -> bool:
        """Read an inline element that holds nothing but a text, as each run of Word is written; False for all others."""
        if tag in _BLOCKS:
            return False
        only = node.child
        if only is None or only.tag != "-text" or only.next is not None:
            return False
        style = _style(tag, node)
        if style and _HIDDEN.search(style):
            return True
        bold = _is_bold(tag, style)
        self._bold += bold
        self._text(only.text_content or "")
        self._bold -= bold
        self._after_break = False
        return True

    def _break(self) -> None:
        if not self._flush():
            self._before += 1
        self._after_break = True

    def _flush(self) -> bool:
        """End the line being read; False when it was blank."""
        if not self._run:
            return False
        raw = _HTML_SPACE.sub(" ", "".join(self._run)).strip(" ")
        bold = self._chars > 0 and self._bold_chars >= self._chars
        self._run.clear()
        self._chars = self._bold_chars = 0
        block = block_of(raw, blank_before=self._before)
        if block is None:
            return False
        if self._prefix:
            block.text = f"{self._prefix} {block.text}"
            block.kind, block.cells, self._prefix = BlockKind.LIST_ITEM, (), ""
        block.emphasis = bold
        block.indent += self._indent
        self._emit(block)
        return True

    def _emit(self, block: Block) -> None:
        sink = self._sink()
        if not sink:
            block.blank_before = 0
        sink.append(block)
        self._before = 0
        self._made += 1

    def _enter(self, tag: str, node: LexborNode) -> _Open | None:
        style = _style(tag, node)
        if style and _HIDDEN.search(style):
            return None
        bold = _is_bold(tag, style)
        indent, cell = 0, False
        if tag in _BLOCKS:
            self._flush()
            self._before = max(self._before, 1)
            if style and (margin := _MARGIN.search(style)):
                indent = int(margin[1]) // 5
            cell = tag in ("td", "th") and self._in_row()
            if cell:
                self._sinks.append([])
            else:
                self._structure(tag, node)
        self._bold += bold
        self._indent += indent
        return _Open(node, tag, bold, indent, self._made, cell)

    def _structure(self, tag: str, node: LexborNode) -> None:
        if tag == "table":
            self._tables.append(_Table())
        elif tag == "tr" and self._plain_table():
            self._tables[-1].cells = []
        elif tag in ("ol", "ul"):
            start = node.attributes.get("start") or "1"
            number = int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 1
            self._lists.append(_List(tag == "ol", node.attributes.get("type") or "1", number))
        elif tag == "li" and self._lists:
            self._prefix = self._item_mark(node)

    def _plain_table(self) -> bool:
        return 0 < len(self._tables) <= _MAX_TABLES

    def _in_row(self) -> bool:
        return self._plain_table() and self._tables[-1].cells is not None

    def _item_mark(self, node: LexborNode) -> str:
        items = self._lists[-1]
        if not items.ordered:
            return "•"
        value = node.attributes.get("value") or ""
        if value.isascii() and value.isdigit() and len(value) < 6:
            items.number = int(value)
        number, items.number = items.number, items.number + 1
        if items.style in ("a", "A") and 1 <= number <= 26:
            return f"{chr(ord(items.style) + number - 1)})"
        return f"{number}."

    def _leave(self, done: _Open) -> None:
        if done.tag in _BLOCKS:
            self._flush()
            if done.tag == "p" and self._made == done.blocks and not self._after_break:
                self._before += 1
            self._before = max(self._before, 1)
            if done.cell:
                cell = self._sinks.pop()
                row = self._tables[-1].cells if self._tables else None
                if row is not None:
                    row.append(cell)
            else:
                self._close_structure(done.tag)
        self._after_break = False
        self._bold -= done.bold
        self._indent -= done.indent

    def _close_structure(self, tag: str) -> None:
        if tag == "table":
            if self._tables:
                self._tables.pop()
        elif tag == "tr":
            if self._plain_table():
                cells, self._tables[-1].cells = self._tables[-1].cells, None
                self._row(self._tables[-1], cells or [])
        elif tag in ("ol", "ul"):
            if self._lists:
                self._lists.pop()
        elif tag == "li":
            self._prefix = ""

    def _row(self, table: _Table, cells: list[list[Block]]) -> None:
        filled = [cell for cell in cells if cell]
        if not filled:
            return
        first = 1 if not table.rows else 0
        table.rows += 1
        if len(filled) == 1:
            filled[0][0].blank_before = max(1, self._before if first else 1)
            for block in filled[0]:
                sink = self._sink()
                if not sink:
                    block.blank_before = 0
                sink.append(block)
            self._before = 1
            return
        texts = tuple("\n".join(block.text for block in cell) for cell in cells)
        while texts and not texts[-1]:
            texts = texts[:-1]
        text = squash(" ".join(text for text in texts if text))
        bold = all(block.emphasis for cell in filled for block in cell)
        self._emit(
            Block(text, BlockKind.ROW, texts, emphasis=bold, blank_before=max(first, self._before if first else 0))
        )
        self._before = 0
