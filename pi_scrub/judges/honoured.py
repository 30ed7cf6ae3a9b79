"""Names of scripts without capitals that a title behind them speaks for: `王小明先生`, `田中太郎様`, `김민수 님`.

Strategy: the signs before the title are a name as far as they begin with a family's; `お客様` begins with none.
"""

from __future__ import annotations

from pi_scrub.judges import gazetteer
from pi_scrub.late import late

_TITLED = late(  # what stands before a title, and the title
    "([\u3400-\u9fff]{1,4})(?:先生|女士|小姐|太太|师傅|師傅)|([\u3400-\u9fff]{2,4})(?:様|さん|さま|氏)|([\uac00-\ud7a3]{3})\\s?(?:님|씨)(?![\uac00-\ud7a3])"
)


def honoured(text: str) -> list[tuple[int, int]]:
    """The names before a title that is written behind them: `王小明先生`, `田中太郎様`, `김민수 님`."""
    named = ((m.end(m.lastindex), _size(m[m.lastindex])) for m in _TITLED.finditer(text) if m.lastindex)
    return [(end - size, end) for end, size in named if size]


def _size(before: str) -> int:
    """How many of the last signs before such a title are a name: as many as begin with a family's, else 0."""
    hangul = before[-1] >= "\uac00"
    for size in (3,) if hangul else (4, 3, 2, 1):
        piece = before[-size:]
        family = next((length for length in (2, 1) if length <= size and gazetteer.weigh(piece[:length]) & gazetteer.FAMILY), 0)
        if len(piece) == size and family and size - family <= 2:
            return size
    return 0
