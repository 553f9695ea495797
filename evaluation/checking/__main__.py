"""`python -m evaluation.checking`: what is kept and removed of every set; with `--fit`, fit the weights anew first."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence

from bot.checking import Nearness
from evaluation.checking import UNSEEN, answers, judged, sets
from evaluation.checking.fitting import write_weights
from ingest.shelf import VECTORS
from knowledge.embeddings import LocalEmbeddings, ShippedEmbeddings


def main(words: Sequence[str]) -> None:
    """Print kept and removed, by set and by kind."""
    alike = Nearness(ShippedEmbeddings(LocalEmbeddings(), VECTORS).sentences)
    if "--fit" in words:
        write_weights(alike, [name for name in sets() if name != UNSEEN])
    for name in [word for word in words if not word.startswith("-")] or sets():
        right: dict[tuple[bool, str], list[bool]] = defaultdict(list)
        for answered in answers(name):
            for each, stands in zip(answered.sentences, judged(answered, alike), strict=True):
                right[each.true, each.kind].append(stands is each.true)
                right[each.true, ""].append(stands is each.true)
                if "--wrong" in words and stands is not each.true:
                    print("  ", "lost" if each.true else "let through", each.kind, "|", each.text)
        kept, removed = right.pop((True, "")), right.pop((False, ""))
        print(f"{name}: kept {_share(kept)}, removed {_share(removed)}")
        if "--kinds" in words:
            for (true, kind), found in sorted(right.items()):
                print(f"  {'kept' if true else 'removed'} {kind}: {_share(found)}")


def _share(right: Sequence[bool]) -> str:
    return f"{sum(right) / len(right):.3f} of {len(right)}"


if __name__ == "__main__":
    main(sys.argv[1:])
