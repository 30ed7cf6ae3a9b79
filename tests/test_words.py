"""The native judge of names decides as the reference does, and seldom asks."""

from __future__ import annotations

import ast
import inspect

import prove_names
from test_scan import native_only

from pi_scrub.judges import label


@native_only
def test_words_and_runs_of_them_are_judged_as_by_the_reference() -> None:
    found, asked = prove_names.differences(12_000, seed=4)
    assert found == []
    assert asked < 12_000 // 40


def test_every_word_that_decides_of_a_label_is_among_those_told_to_the_native_lexer() -> None:
    judging = (label.judge_label, label._judge_words, label._number, label._name, label._part, label._plain)
    for function in judging:
        for node in ast.walk(ast.parse(inspect.getsource(function))):
            words = getattr(label.g, node.attr) if isinstance(node, ast.Attribute) and node.attr.isupper() else ()
            words = vars(label).get(node.id, ()) if isinstance(node, ast.Name) else words
            if isinstance(words, (frozenset, tuple, dict)):
                assert {word for word in words if str(word).isascii() and str(word).isalpha()} <= label.LABEL_WORDS, (function.__name__, words)
            if isinstance(node, (ast.Compare, ast.Call)):
                for word in ast.walk(node):
                    if isinstance(word, ast.Constant) and isinstance(word.value, str) and word.value.isalpha():
                        assert word.value in {*label.LABEL_WORDS, "replace", "utf", "s"}, (function.__name__, word.value)
