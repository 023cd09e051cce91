import sys, os, time
import pytest
from collections import defaultdict


@pytest.mark.django_db
def test_full():
    import noticing as N
    from part_mistakes import mistakes
    from test_gate import in_one_line

    kind = os.environ["K"]
    log = open(os.environ["LOG"], "w")

    def p(*a):
        print(*a, file=log, flush=True)

    T = time.process_time
    W = time.time
    w0 = W()
    t = T()
    N.readings(kind)
    p("readings", T() - t)
    t = T()
    ms = list(mistakes(kind))
    only = os.environ.get("ONLY")
    if only:
        L = set(open(only).read().splitlines())
        ms = [m for m in ms if in_one_line(m) in L]
    here = [o for o in map(N.planted, ms) if o]
    p("planted", len(ms), len(here), T() - t)
    costs = {}
    orig = N._step_with

    def timed(one, reading, n):
        t = T()
        r = orig(one, reading, n)
        d = T() - t
        costs[one] = costs.get(one, 0) + d
        timed.tot += d
        timed.n += 1
        return r

    timed.tot = 0
    timed.n = 0
    N._step_with = timed
    o2 = N.noticed_in

    def ni(reading, hs):
        t = T()
        timed.tot = 0
        timed.n = 0
        r = o2(reading, hs)
        p(
            "story",
            len(hs),
            "noticed",
            len(r),
            "cpu",
            round(T() - t, 1),
            "tellings",
            timed.n,
            round(timed.tot, 1),
            reading.story.name[:60],
        )
        return r

    N.noticed_in = ni
    out = N.survivors(here)
    p("survivors", len(out), "cpu", T(), "wall", W() - w0)
    for o in out:
        p("SURV", in_one_line(o.mistake))
    for o, c in sorted(costs.items(), key=lambda x: -x[1])[:80]:
        p("SLOW", round(c, 2), in_one_line(o.mistake))
