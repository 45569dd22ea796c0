"""Train the attribution tagger: `python -m training.attribution.train DATA WEIGHTS OUT`.

DATA is a folder with `train.jsonl`, WEIGHTS the folder of all-MiniLM-L6-v2 (`model.safetensors`,
`tokenizer.json`). Writes a checkpoint of the averaged weights to OUT after every epoch.
"""

import argparse
import copy
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from onrecord.read.tagger.decode import buckets, gaps
from training.attribution.corpus import Batch, Example, batches, examples
from training.attribution.model import LINK, ROLES, TAGS, Attribution

WARM_UP = 0.06  # share of the steps
LINK_WEIGHT, SPEECH_WEIGHT = 0.1, 0.02  # a tag loss is a mean over pieces, these over attributions
CLIP = 1.0
HIDDEN_WORDS, MASK, FIRST_WORD = 0.06, 103, 999  # share of the words masked, and what masks; less are marks
Run = tuple[int, int]


def main() -> None:
    """Train and print the time that it took."""
    options = _options()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    chance = random.Random(options.seed)
    tokenizer = Tokenizer.from_file(str(options.weights / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    articles = examples(options.data / "train.jsonl", tokenizer)
    model = Attribution()
    model.encoder.load(options.weights / "model.safetensors")
    model.encoder.words.weight.requires_grad_(False)  # rare words would be learned by heart
    epochs = [batches(articles, options.size, options.budget, chance) for _ in range(options.epochs)]
    began = time.monotonic()
    for number, average in enumerate(_train(model, epochs, options), 1):
        torch.save(average.state_dict(), options.out / f"epoch{number}.pt")
        print(f"epoch {number}: {time.monotonic() - began:.0f} s", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "weights", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--size", type=int, default=320, help="pieces of a window")
    parser.add_argument("--budget", type=int, default=2560, help="pieces of a batch")
    parser.add_argument("--rate", type=float, default=2.5e-4, help="learning rate of the encoder")
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--keep", type=float, default=0.995, help="decay of the running average")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _train(model: Attribution, epochs: list[list[Batch]], options: argparse.Namespace) -> Iterator[nn.Module]:
    """Yield the average of the weights after each epoch."""
    average = copy.deepcopy(model)
    optimiser = _optimiser(model, options)
    total = sum(len(epoch) for epoch in epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, total))
    step, shown, began = 0, torch.zeros(3), time.monotonic()
    for epoch in epochs:
        for batch in epoch:
            losses = torch.stack(_losses(model, batch))
            optimiser.zero_grad()
            (losses * torch.tensor([1.0, LINK_WEIGHT, SPEECH_WEIGHT])).sum().backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            optimiser.step()
            schedule.step()
            step += 1
            _blend(average, model, min(options.keep, step / (step + 10)))
            shown = shown + losses.detach()
            if step % 20 == 0:
                told = " ".join(f"{value:.4f}" for value in (shown / 20).tolist())
                print(f"{step}/{total} {time.monotonic() - began:.0f} s: {told}", flush=True)
                shown = torch.zeros(3)
        yield average


def _optimiser(model: Attribution, options: argparse.Namespace) -> torch.optim.Optimizer:
    encoder = [value for value in model.encoder.parameters() if value.requires_grad]
    heads = [value for name, value in model.named_parameters() if not name.startswith("encoder.")]
    groups = [{"params": encoder, "lr": options.rate}, {"params": heads, "lr": options.head_rate}]
    return torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), fused=True)


def _rate(step: int, total: int) -> float:
    warm = WARM_UP * total
    return (step + 1) / warm if step < warm else max(0.02, (total - step) / (total - warm))


@torch.no_grad()
def _blend(average: nn.Module, model: nn.Module, keep: float) -> None:
    pairs = list(zip(average.parameters(), model.parameters(), strict=True))
    torch._foreach_lerp_([old for old, _ in pairs], [new for _, new in pairs], 1 - keep)


def _masked(ids: Tensor) -> Tensor:
    """The pieces, some words of them hidden, so that no single word decides."""
    hidden = (torch.rand(ids.shape) < HIDDEN_WORDS) & (ids > FIRST_WORD)
    return ids.masked_fill(hidden, MASK)


def _losses(model: Attribution, batch: Batch) -> list[Tensor]:
    """Of tags, of links and of speech."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=torch.cpu._is_amx_tile_supported()):
        emissions, vectors = model(_masked(batch.ids), batch.types)
    emissions, vectors = emissions.float(), vectors.float()
    shape = (*emissions.shape[:2], ROLES, TAGS)
    field = emissions[..., : ROLES * TAGS].reshape(shape)[:, 1:]
    links: list[Tensor] = []
    speech: list[Tensor] = []
    for row, cut in enumerate(batch.cuts):
        _links(model, vectors[row], cut, links)
        _speech(emissions[row, :, -1], cut, speech)
    tags = model.field.loss(field, batch.tags[:, 1:], batch.lengths)
    return [tags, *(torch.cat(part).mean() if part else torch.zeros(()) for part in (links, speech))]


def _inside(runs: tuple[Run, ...], start: int, end: int) -> list[Run]:
    """The runs that lie wholly in the window, counted from its opening mark."""
    return [(a - start + 1, b - start + 1) for a, b in runs if start <= a and b < end]


def _links(model: Attribution, vectors: Tensor, cut: tuple[Example, int, int], losses: list[Tensor]) -> None:
    article, start, end = cut
    cues: list[Run] = []
    contents: list[Run] = []
    owners: list[int] = []
    sources: list[Run | tuple[()] | None] = []
    for source, cue, content in article.attributions:
        here = _inside(cue[:1], start, end)
        if not here:
            continue
        inside = _inside(content, start, end)
        contents += inside
        owners += [len(cues)] * len(inside)
        whole = _inside(source[:1], start, end)
        sources.append(whole[0] if whole else (None if source else ()))
        cues += here
    if not cues:
        return
    content_query, cue_key, cue_query, source_key = torch.split(vectors, LINK, dim=1)
    if contents:
        near = _near(contents, cues)
        scores = model.pointing(_ends(content_query, contents), _ends(cue_key, cues), near, 0)
        losses.append(functional.cross_entropy(scores, torch.tensor(owners), reduction="none"))
    _source_links(model, (cue_query, source_key), cues, sources, losses)


def _source_links(
    model: Attribution,
    vectors: tuple[Tensor, Tensor],
    cues: list[Run],
    sources: list[Run | tuple[()] | None],
    losses: list[Tensor],
) -> None:
    """Each cue points at one of the window's sources or at nobody; a source out of sight teaches nothing."""
    known = [number for number, source in enumerate(sources) if source is not None]
    if not known:
        return
    choices = sorted({source for source in sources if source})
    runs = [cues[number] for number in known]
    queries = _ends(vectors[0], runs)
    scores = model.without_source(queries)[:, None]
    if choices:
        near = _near(choices, runs).T
        scores = torch.cat([scores, model.pointing(queries, _ends(vectors[1], choices), near, 1)], dim=1)
    picked = [sources[number] for number in known]
    target = torch.tensor([choices.index(source) + 1 if source else 0 for source in picked])
    losses.append(functional.cross_entropy(scores, target, reduction="none"))


def _near(spans: Sequence[Run], cues: Sequence[Run]) -> Tensor:
    """Buckets of the distances of spans and cues (spans, cues)."""
    return torch.from_numpy(buckets(gaps(np.array(spans)[:, None], np.array(cues)[None])))


def _ends(vectors: Tensor, runs: list[Run]) -> Tensor:
    """The mean of the vectors of a run's first and last piece."""
    first, last = torch.from_numpy(np.array(runs)).T
    return (vectors[first] + vectors[last]) / 2


def _speech(logits: Tensor, cut: tuple[Example, int, int], losses: list[Tensor]) -> None:
    article, start, end = cut
    for (_, cue, _), speech in zip(article.attributions, article.speech, strict=True):
        for first, _ in _inside(cue[:1], start, end):
            losses.append(
                functional.binary_cross_entropy_with_logits(
                    logits[first : first + 1], torch.tensor([float(speech)]), reduction="none"
                )
            )


if __name__ == "__main__":
    main()
