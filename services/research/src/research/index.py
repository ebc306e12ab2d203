"""An inverted index with BM25 ranking (Robertson and Zaragoza 2009, with the usual k1 = 1.2 and b = 0.75)."""

import math
import re
from collections import Counter
from dataclasses import dataclass

_K1 = 1.2
_B = 0.75
_TITLE_WEIGHT = 2
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Document:
    """What is searched. The title counts twice."""

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Hit:
    """A document that has at least one word of the query; a higher score fits better."""

    document: Document
    score: float


class Index:
    """Documents by the words in them."""

    def __init__(self) -> None:
        """Starts empty."""
        self._documents: dict[str, Document] = {}
        self._lengths: dict[str, int] = {}
        self._postings: dict[str, dict[str, int]] = {}

    def __len__(self) -> int:
        """The number of documents."""
        return len(self._documents)

    def get(self, document_id: str) -> Document | None:
        """The document of that id."""
        return self._documents.get(document_id)

    def put(self, document: Document) -> bool:
        """Adds a document or replaces the one of the same id; says whether it is new."""
        is_new = not self.remove(document.id)
        words = tokenize(document.title) * _TITLE_WEIGHT + tokenize(document.text)
        self._documents[document.id] = document
        self._lengths[document.id] = len(words)
        for word, count in Counter(words).items():
            self._postings.setdefault(word, {})[document.id] = count
        return is_new

    def remove(self, document_id: str) -> bool:
        """Removes a document; says whether there was one."""
        if self._documents.pop(document_id, None) is None:
            return False
        del self._lengths[document_id]
        for word in [word for word, posting in self._postings.items() if document_id in posting]:
            del self._postings[word][document_id]
            if not self._postings[word]:
                del self._postings[word]
        return True

    def search(self, query: str, *, limit: int = 10) -> list[Hit]:
        """The best `limit` documents for `query`, best first; equal scores are ordered by id."""
        scores: dict[str, float] = {}
        for word in dict.fromkeys(tokenize(query)):
            posting = self._postings.get(word, {})
            for document_id, count in posting.items():
                score = self._weight(len(posting)) * self._saturation(count, self._lengths[document_id])
                scores[document_id] = scores.get(document_id, 0.0) + score
        best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:limit]
        return [Hit(self._documents[document_id], round(score, 6)) for document_id, score in best]

    def _weight(self, documents_with_word: int) -> float:
        return math.log(1 + (len(self) - documents_with_word + 0.5) / (documents_with_word + 0.5))

    def _saturation(self, count: int, length: int) -> float:
        average = sum(self._lengths.values()) / len(self)
        return count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * length / average))


def tokenize(text: str) -> list[str]:
    """The words of a text, in lower case; digits count as letters, everything else separates."""
    return _WORD.findall(text.casefold())
