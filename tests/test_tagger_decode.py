"""decode.py on hand-made numbers."""

import numpy as np

from onrecord.read.tagger.decode import (
    BUCKETS,
    CUE,
    Sight,
    Weights,
    attributions,
    buckets,
    gaps,
    marginals,
    runs,
    viterbi,
)

FREE = np.zeros((3, 3, 3), dtype=np.float32)
FREE[:, 0, 2] = -1e4  # inside never follows outside


def weights():
    return Weights(
        moves=FREE,
        distance=np.zeros((2, BUCKETS), dtype=np.float32),
        nobody=np.array([0, 0, -5], dtype=np.float32),
        begin=np.zeros(3, dtype=np.float32),
    )


def field(*tags):
    emissions = np.zeros((1, len(tags[0]), 3, 3), dtype=np.float32)
    for role, row in enumerate(tags):
        for place, tag in enumerate(row):
            emissions[0, place, role, tag] = 6
    return emissions


def test_viterbi_obeys_the_transitions():
    emissions = field([0, 2, 2], [0, 1, 2], [1, 2, 2])
    emissions[0, 1, 0, 1] = 5
    assert viterbi(emissions, FREE)[0].T.tolist() == [[0, 1, 2], [0, 1, 2], [1, 2, 2]]


def test_marginals_sum_to_one_and_agree_with_viterbi():
    emissions = np.random.default_rng(1).normal(size=(2, 30, 3, 3)).astype(np.float32)
    found = marginals(emissions, FREE)
    assert np.allclose(found.sum(axis=-1), 1, atol=1e-5)
    sharp = viterbi(emissions * 5, FREE)
    assert (marginals(emissions * 5, FREE).argmax(axis=-1) == sharp).mean() > 0.95
    assert np.isfinite(marginals(emissions * 500, FREE)).all()


def test_runs_part_where_a_span_begins():
    assert runs(np.array([1, 2, 1, 0, 1])).tolist() == [[0, 1], [2, 2], [4, 4]]
    assert runs(np.array([2, 2, 0])).tolist() == [[0, 1]]


def test_buckets_tell_sides_and_distance():
    before, after = gaps(np.array([3, 5]), np.array([8, 8])), gaps(np.array([12, 14]), np.array([8, 8]))
    assert (before, after) == (3, -4)
    assert buckets(before) != buckets(after)
    assert 0 <= buckets(np.array(-(10**6))) < buckets(np.array(10**6)) < BUCKETS


def test_spans_are_linked_by_their_vectors():
    # pieces: source cue content content source cue content; the second source speaks the first cue
    emissions = field([1, 0, 0, 0, 1, 0, 0], [0, 1, 0, 0, 0, 1, 0], [0, 0, 1, 2, 0, 0, 1])
    vectors = np.zeros((1, 7, 8), dtype=np.float32)
    content_query, cue_key, cue_query, source_key = (slice(2 * part, 2 * part + 2) for part in range(4))
    vectors[0, [2, 3, 6], content_query] = [[9, 0], [9, 0], [0, 9]]
    vectors[0, [1, 5], cue_key] = [[9, 0], [0, 9]]
    vectors[0, [1, 5], cue_query] = [[9, 0], [0, 9]]
    vectors[0, [4, 0], source_key] = [[9, 0], [0, 9]]
    sight = Sight(starts=np.array([0]), vectors=vectors)
    found = attributions(
        viterbi(emissions, FREE)[0], marginals(emissions, FREE)[0], sight, np.full(7, 9.0), weights()
    )
    assert [(one.source, one.cue, one.content) for one in found] == [
        ((4, 4), (1, 1), ((2, 3),)),
        ((0, 0), (5, 5), ((6, 6),)),
    ]
    assert all(min(one.clues) > 0.5 and one.speech > 0.9 for one in found)


def test_a_cue_without_source_points_at_nobody():
    emissions = field([0, 0], [1, 0], [0, 1])
    sight = Sight(starts=np.array([0]), vectors=np.zeros((1, 2, 8), dtype=np.float32))
    (found,) = attributions(
        viterbi(emissions, FREE)[0], marginals(emissions, FREE)[0], sight, np.zeros(2), weights()
    )
    assert found.source is None
    assert found.cue == (0, 0)
    assert CUE == 1
