"""What can be said about an article from its text alone (English)."""

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

_WORDS_PER_MINUTE = 230
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.*?)[ \t]*#*$", re.MULTILINE)
_MARKS = re.compile(r"^[ \t]*(?:[-*+>]|\d+[.)])[ \t]+|[*_~]{1,3}(?=\S)|(?<=\S)[*_~]{1,3}", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+|\n{2,}")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True)
class Analysis:
    """An article in numbers.

    `reading_minutes` is rounded up, at 230 words a minute. `reading_ease` is Flesch's formula (1948): 100 is very easy,
    below 30 very hard; None without words. `summary` holds whole sentences of the article in their order.
    """

    title: str | None
    slug: str | None
    words: int
    sentences: int
    reading_minutes: int
    reading_ease: float | None
    summary: list[str]


def analyse(markdown: str, *, summary_sentences: int = 2) -> Analysis:
    """Analyses an article in Markdown; headings and code do not count as prose."""
    text = _CODE.sub(" ", markdown)
    heading = _HEADING.search(text)
    title = plain(heading[1]) or None if heading else None
    sentences = split_sentences(plain(_HEADING.sub("\n", text)))
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    return Analysis(
        title=title,
        slug=slugify(title) if title else None,
        words=len(words),
        sentences=len(sentences),
        reading_minutes=math.ceil(len(words) / _WORDS_PER_MINUTE),
        reading_ease=_reading_ease(words, len(sentences)),
        summary=summarise(sentences, count=summary_sentences),
    )


def plain(markdown: str) -> str:
    """The text a reader sees: link texts without addresses, no list, quote or emphasis marks."""
    return _MARKS.sub("", _LINK.sub(r"\1", markdown)).strip()


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, each on one line; a blank line ends a sentence too."""
    parts = (" ".join(part.split()) for part in _SENTENCE_END.split(text))
    return [part for part in parts if _WORD.search(part)]


def slugify(title: str) -> str:
    """A title as part of an address: ASCII letters, digits and single hyphens; accents are dropped."""
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_title.lower()).strip("-")


def count_syllables(word: str) -> int:
    """Syllables of an English word by its vowel groups, a silent final e aside; at least one."""
    word = word.lower()
    groups = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee", "ye")) and groups > 1:
        groups -= 1
    return max(groups, 1)


def summarise(sentences: list[str], *, count: int) -> list[str]:
    """The `count` sentences whose words are the most frequent in the text (words of four letters and more)."""
    frequencies = Counter(word for sentence in sentences for word in _long_words(sentence))

    def weight(position: int) -> float:
        words = _long_words(sentences[position])
        return sum(frequencies[word] for word in words) / len(words) if words else 0.0

    best = sorted(range(len(sentences)), key=lambda position: (-weight(position), position))[:count]
    return [sentences[position] for position in sorted(best)]


def _long_words(sentence: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(sentence) if len(word) >= 4]


def _reading_ease(words: list[str], sentences: int) -> float | None:
    if not words:
        return None
    syllables = sum(count_syllables(word) for word in words)
    return round(206.835 - 1.015 * len(words) / sentences - 84.6 * syllables / len(words), 1)
