import pytest

from research.index import Document, Index, tokenize


def make_index(**texts: str) -> Index:
    index = Index()
    for document_id, text in texts.items():
        index.put(Document(id=document_id, title="", text=text))
    return index


def ids(index: Index, query: str, **options: int) -> list[str]:
    return [hit.document.id for hit in index.search(query, **options)]


def test_words_are_split_at_everything_that_is_no_letter_or_digit() -> None:
    assert tokenize("Straße, v1.2_rc: É!") == ["strasse", "v1", "2", "rc", "é"]


def test_only_documents_with_a_word_of_the_query_are_found() -> None:
    assert ids(make_index(a="red fox", b="blue bird"), "fox") == ["a"]


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    index = make_index(a="common common", b="common rare", c="common other")

    assert ids(index, "common rare")[0] == "b"


def test_a_short_document_beats_a_long_one_with_the_same_word() -> None:
    assert ids(make_index(long="fox " + "word " * 50, short="fox"), "fox") == ["short", "long"]


def test_the_title_counts_twice() -> None:
    index = make_index(text="fox and hound")
    index.put(Document(id="title", title="fox", text="and hound"))

    assert ids(index, "fox") == ["title", "text"]


def test_equal_scores_are_ordered_by_id() -> None:
    assert ids(make_index(b="fox", a="fox", c="fox"), "fox", limit=2) == ["a", "b"]


def test_a_repeated_query_word_counts_once() -> None:
    index = make_index(a="fox")

    assert index.search("fox fox") == index.search("fox")


def test_a_replaced_document_is_no_longer_found_by_its_old_words() -> None:
    index = make_index(a="fox")

    assert index.put(Document(id="a", title="", text="bird")) is False
    assert ids(index, "fox") == []
    assert ids(index, "bird") == ["a"]


def test_removing_says_whether_there_was_a_document() -> None:
    index = make_index(a="fox")

    assert index.remove("a") is True
    assert index.remove("a") is False
    assert len(index) == 0


@pytest.mark.parametrize("query", ["", "  ", "?!", "unknown"])
def test_a_query_without_known_words_finds_nothing(query: str) -> None:
    assert ids(make_index(a="fox"), query) == []


def test_an_empty_index_finds_nothing() -> None:
    assert ids(Index(), "fox") == []
