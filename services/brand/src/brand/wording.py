"""Words that a brand does not use."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A phrase to avoid, where it stands in the text (from 0), and what to write instead."""

    phrase: str
    offset: int
    advice: str


def check_wording(text: str, avoid: dict[str, str]) -> list[Finding]:
    """Finds the phrases of `avoid` as whole words, in any case and across line breaks, in the order of the text."""
    findings = []
    for phrase, advice in avoid.items():
        words = r"\s+".join(re.escape(word) for word in phrase.split())
        for match in re.finditer(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE):
            findings.append(Finding(phrase=phrase, offset=match.start(), advice=advice))
    return sorted(findings, key=lambda finding: (finding.offset, finding.phrase))
