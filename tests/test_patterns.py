"""Every regular expression of the package takes time in proportion to the text, whatever the text.

Each pattern is attacked with texts made of its own parts: what leads to a repetition, then what it repeats,
many times, then something that fits nowhere. Where regexploit is installed it looks for ambiguity as well.
"""

import functools
import importlib
import pkgutil
import re
import signal
import time
from re import _constants as ops
from re import _parser

import pytest

import onrecord

LENGTH = 10_000  # characters of an attack; quadratic patterns take a tenth of a second and more
SECONDS = 0.08
NOWHERE = "\x00"
ANCHORED = {  # used with `match` and `fullmatch` alone
    "onrecord.read.acts.QUESTION", "onrecord.read.anonymity._because", "onrecord.read.anonymity._further",
    "onrecord.read.layouts.CREDIT", "onrecord.read.parties.ADJECTIVE", "onrecord.show.points.QUOTED",
}  # fmt: skip
ANYTHING = "aA1 ,.\"'-“\n(é"
VARIANTS = 3  # of each choice in a pattern
REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)
COMMON = [
    "a",
    "A",
    "1",
    " ",
    "\n",
    '"',
    "“",
    "(",
    ",",
    ".",
    "-",
    "Aa ",
    "a, ",
    "1,",
    "said ",
    "A. ",
    "<",
    "a\n",
]


def _held(value, depth=0):
    """Patterns in a module's value, in tables and in what cached functions without arguments make."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict) and depth < 3:
        for pair in value.items():
            yield from _held(pair, depth + 1)
    elif isinstance(value, tuple | list | set | frozenset) and depth < 3:
        for one in value:
            yield from _held(one, depth + 1)
    elif (
        isinstance(value, functools._lru_cache_wrapper)
        and "Pattern" in str(value.__annotations__.get("return"))
        and not value.__wrapped__.__code__.co_argcount
    ):
        yield from _held(value(), depth + 1)


@functools.cache
def patterns():
    found = {}
    for module in pkgutil.walk_packages(onrecord.__path__, "onrecord."):
        if not module.name.endswith("__main__"):
            for name, value in vars(importlib.import_module(module.name)).items():
                for pattern in _held(value):
                    found.setdefault(pattern, f"{module.name}.{name}")
    return found


def _sample(parsed, variant):
    """A text that fits a part of a pattern, nearly always."""
    return "".join(_one(op, given, variant) for op, given in parsed)


def _one(op, given, variant):
    if op is ops.LITERAL:
        return chr(given)
    if op is ops.IN:
        return _member(given, variant)
    if op in REPEATS:
        return _sample(given[2], variant) * max(given[0], 1)
    if op is ops.SUBPATTERN:
        return _sample(given[3], variant)
    if op is ops.ATOMIC_GROUP:
        return _sample(given, variant)
    if op is ops.BRANCH:
        return _sample(given[1][variant % len(given[1])], variant)
    if op in (ops.ANY, ops.NOT_LITERAL):
        return next(char for char in "ab" if char != (chr(given) if given else ""))
    return ""  # looks around, and places


def _member(given, variant):
    negated = given[0][0] is ops.NEGATE
    fitting = [char for char in ANYTHING if any(_fits(item, char) for item in given) != negated]
    named = [
        chr(value if op is ops.LITERAL else value[0]) for op, value in given if op in (ops.LITERAL, ops.RANGE)
    ]
    chosen = fitting or (["%"] if negated else named) or ["a"]
    return chosen[variant % len(chosen)]


def _fits(item, char):
    op, value = item
    if op is ops.LITERAL:
        return ord(char) == value
    if op is ops.RANGE:
        return value[0] <= ord(char) <= value[1]
    kinds = {"DIGIT": char.isdigit(), "SPACE": char.isspace(), "WORD": char.isalnum() or char == "_"}
    if op is ops.CATEGORY:
        name = str(value).removeprefix("CATEGORY_").removeprefix("UNI_")
        return not kinds[name.removeprefix("NOT_")] if name.startswith("NOT_") else kinds[name]
    return False


def _attacks(parsed, variant, lead=""):
    """What leads to each repetition of a pattern, and what it repeats."""
    for op, given in parsed:
        if op in REPEATS:
            if given[1] > 8:
                yield lead, _sample(given[2], variant) or "a"
            yield from _attacks(given[2], variant, lead)
        elif op is ops.SUBPATTERN:
            yield from _attacks(given[3], variant, lead)
        elif op is ops.ATOMIC_GROUP:
            yield from _attacks(given, variant, lead)
        elif op is ops.BRANCH:
            for branch in given[1]:
                yield from _attacks(branch, variant, lead)
        lead += _one(op, given, variant)


def attacks(pattern):
    """Texts that are hard for a pattern, if any are."""
    words = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    parsed = _parser.parse(words, pattern.flags & ~re.UNICODE & ~re.DEBUG)
    found = dict.fromkeys(("", common) for common in COMMON)
    for variant in range(VARIANTS):
        for lead, body in _attacks(parsed, variant):
            found |= dict.fromkeys([(lead, body), ("", lead + body), ("", body)])
    texts = (lead + body * (LENGTH // len(body)) + NOWHERE for lead, body in found)
    return [text if isinstance(pattern.pattern, str) else text.encode("utf-8") for text in texts]


def slowest(pattern, name=""):
    """Seconds of the slowest attack; one that does not end is stopped."""

    def stop(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    worst = 0.0
    try:
        for text in attacks(pattern):
            signal.setitimer(signal.ITIMER_VIRTUAL, 20 * SECONDS)
            began = time.thread_time()
            try:
                if name in ANCHORED:
                    pattern.match(text), pattern.fullmatch(text)
                else:
                    for _ in pattern.finditer(text):
                        pass
            except TimeoutError:
                return 20 * SECONDS
            worst = max(worst, time.thread_time() - began)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return worst


@pytest.mark.parametrize("bad", [r"(a+)+b", r"(?:a|a)*c", r"\s+$", r"(\w+\s?)+:", r"“.*?”"])
def test_patterns_known_to_be_slow_are_found(bad):
    assert slowest(re.compile(bad)) > SECONDS


def test_all_patterns_are_collected():
    assert len(patterns()) > 150
    assert any(name.startswith("onrecord.read.anonymity.") for name in patterns().values())


def test_every_pattern_is_quick_whatever_the_text():
    slow = {
        name: round(took, 2)
        for pattern, name in patterns().items()
        if slowest(pattern, name) > SECONDS and (took := slowest(pattern, name)) > SECONDS  # not by chance
    }
    assert slow == {}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_no_pattern_is_ambiguous():
    ast = pytest.importorskip("regexploit.ast.sre")
    from regexploit.redos import find

    for pattern in patterns():
        words = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
        if not re.search(r"[*+?}]\+", words):  # possessive repetition, which regexploit does not know
            parsed = ast.SreOpParser().parse_sre(words, pattern.flags & ~re.UNICODE)
            assert [str(one) for one in find(parsed)] == [], words
