"""Coverage-guided fuzzing of collect and document with atheris (`pip install atheris`; Linux and macOS).

    python -m bench.fuzz [--seconds 60]

The first byte chooses the kind of file, the rest is what it holds. What is neither an article, a problem nor
one of our errors ends the run with a traceback and the input in a file `crash-…`, as does one
that takes more than 20 seconds.
"""

import argparse
import sys
import tempfile
from pathlib import Path

SUFFIXES = (".txt", ".html", ".json", ".jsonl", ".jsonl.gz")


def tried(data: bytes, folder: Path) -> int:
    """Read bytes as a file of some kind; gives how many articles they hold."""
    from onrecord.build import found

    path = folder / f"input{SUFFIXES[data[0] % len(SUFFIXES)]}" if data else folder / "input.txt"
    path.write_bytes(data[1:])
    try:
        articles, _ = found([path])
    finally:
        path.unlink()
    for article in articles:
        if not all(article.check(span) for span in (*article.boilerplate, *article.repeated)):
            raise ValueError("marked words do not stand in the text")
    return len(articles)


def main() -> None:
    """Fuzz for some seconds."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60)
    given = parser.parse_args()
    try:
        import atheris
    except ImportError:
        raise SystemExit("atheris is not installed; pip install atheris") from None
    with atheris.instrument_imports(include=["onrecord"]):
        import onrecord.build  # noqa: F401
    with tempfile.TemporaryDirectory() as folder:
        limits = [f"-max_total_time={given.seconds}", "-timeout=20", "-rss_limit_mb=2000"]
        atheris.Setup([sys.argv[0], *limits], lambda data: tried(data, Path(folder)) and None)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
