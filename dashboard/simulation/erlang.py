"""Waiting in queues for which there is a formula, to hold the simulation against it (pure).

A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic
telephone exchanges" (1917): Poisson arrivals, exponential service, `servers` alike, first come first served.
"""

from __future__ import annotations


def waits(offered: float, servers: int) -> float:
    """Erlang C: the probability that one who comes has to wait; `offered` load in servers, below `servers`.

    By the recursion of Erlang B, which stays within a float for any number of servers. Raises ValueError
    where the queue would grow without end.
    """
    if not 0 <= offered < servers:
        raise ValueError("the load has to be less than the servers")
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = offered * blocked / (number + offered * blocked)
    return blocked / (1 - offered / servers * (1 - blocked))


def mean_wait(arrivals: float, service: float, servers: int) -> float:
    """The mean wait in M/M/c: `arrivals` in a unit of time, `service` the mean time of one."""
    offered = arrivals * service
    return waits(offered, servers) * service / (servers - offered)
