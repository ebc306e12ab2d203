from brand.wording import Finding, check_wording


def test_a_phrase_is_found_in_any_case_and_across_a_line_break() -> None:
    assert check_wording("A Very\n  Unique tool", {"very unique": "unique"}) == [Finding("very unique", 2, "unique")]


def test_part_of_a_word_is_no_finding() -> None:
    assert check_wording("a cheaper, uncheap thing", {"cheap": "affordable"}) == []


def test_findings_follow_the_text() -> None:
    findings = check_wording("use b, then a, then b", {"a": "x", "b": "y"})

    assert [(finding.phrase, finding.offset) for finding in findings] == [("b", 4), ("a", 12), ("b", 20)]


def test_a_phrase_is_taken_literally() -> None:
    assert check_wording("cxx", {"c++": "C++"}) == []
    assert len(check_wording("in c++.", {"c++": "C++"})) == 1
