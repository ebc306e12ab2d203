import pytest

from content.article import analyse, count_syllables, plain, slugify, split_sentences, summarise


def test_an_article_in_numbers() -> None:
    analysis = analyse("# The *Cat* Sat\n\nThe cat sat on the mat. It was a cat!")

    assert (analysis.title, analysis.slug) == ("The Cat Sat", "the-cat-sat")
    assert (analysis.words, analysis.sentences, analysis.reading_minutes) == (10, 2, 1)
    assert analysis.reading_ease == pytest.approx(117.2)


def test_an_empty_article_has_no_title_and_no_reading_ease() -> None:
    analysis = analyse("  \n")

    assert (analysis.title, analysis.slug, analysis.words, analysis.reading_minutes) == (None, None, 0, 0)
    assert analysis.reading_ease is None
    assert analysis.summary == []


def test_code_is_no_prose() -> None:
    assert analyse("Run it.\n\n```sh\n# not a title\nmany words here\n```\n").words == 2
    assert analyse("Run `npm test` now.").words == 2


def test_an_open_code_fence_reaches_to_the_end() -> None:
    assert analyse("One.\n\n```\ntwo three").words == 1


def test_reading_time_is_rounded_up() -> None:
    assert analyse("word " * 230).reading_minutes == 1
    assert analyse("word " * 231).reading_minutes == 2


def test_long_words_are_harder_to_read() -> None:
    easy = analyse("We can do it now.").reading_ease
    hard = analyse("Institutional accountability necessitates documentation.").reading_ease

    assert easy is not None
    assert hard is not None
    assert easy > 90 > 30 > hard


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("see [the *docs*](https://example.org)", "see the docs"),
        ("- one\n- two", "one\ntwo"),
        ("> quoted", "quoted"),
        ("2 * 3", "2 * 3"),
    ],
)
def test_plain_text_is_what_a_reader_sees(markdown: str, text: str) -> None:
    assert plain(markdown) == text


def test_a_blank_line_ends_a_sentence() -> None:
    assert split_sentences('First line\ngoes on\n\nSecond. "Third?" Fourth') == [
        "First line goes on",
        "Second.",
        '"Third?',
        "Fourth",
    ]


@pytest.mark.parametrize(
    ("title", "slug"), [("Crème brûlée!", "creme-brulee"), ("  A -- B  ", "a-b"), ("v1.2", "v1-2"), ("!", "")]
)
def test_slugs_are_ascii(title: str, slug: str) -> None:
    assert slugify(title) == slug


@pytest.mark.parametrize(
    ("word", "count"), [("cat", 1), ("make", 1), ("table", 2), ("readable", 3), ("the", 1), ("hm", 1)]
)
def test_syllables(word: str, count: int) -> None:
    assert count_syllables(word) == count


def test_a_summary_keeps_the_order_of_the_text() -> None:
    sentences = ["A bird sings.", "Water turns mills.", "Nobody came today.", "Water mills."]

    assert summarise(sentences, count=1) == ["Water mills."]
    assert summarise(sentences, count=2) == ["Water turns mills.", "Water mills."]
    assert summarise(sentences, count=9) == sentences
