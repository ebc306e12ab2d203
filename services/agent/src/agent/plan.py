"""Scheduling of tasks that wait for each other."""

import heapq
from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """Something to do: how long it takes, and the ids of the tasks that must be done before."""

    id: str
    minutes: float
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Slot:
    """When a task runs, in minutes from the start, and on which worker (from 0)."""

    task: str
    worker: int
    start: float
    end: float


@dataclass(frozen=True)
class Plan:
    """A schedule: its slots by start, when all is done, and the longest chain of tasks, which no worker can shorten."""

    slots: list[Slot]
    minutes: float
    critical_path: list[str]


class PlanError(ValueError):
    """The tasks cannot be planned; the message names the task or the cycle."""


def make_plan(tasks: list[Task], *, workers: int) -> Plan:
    """Plans `tasks` on `workers` workers; whichever has the longest way to the end goes first.

    Raises:
        PlanError: An id is there twice, a task waits for one that does not exist, or tasks wait for each other.
    """
    by_id = _check(tasks)
    ranks = _ranks(by_id)
    slots = _schedule(by_id, ranks, workers)
    minutes = max((slot.end for slot in slots), default=0.0)
    return Plan(slots=slots, minutes=minutes, critical_path=_critical_path(by_id, ranks))


def _check(tasks: list[Task]) -> dict[str, Task]:
    by_id: dict[str, Task] = {}
    for task in tasks:
        if task.id in by_id:
            raise PlanError(f"task {task.id!r} is there twice")
        by_id[task.id] = task
    for task in tasks:
        for needed in task.after:
            if needed not in by_id:
                raise PlanError(f"task {task.id!r} waits for {needed!r}, which does not exist")
    return by_id


def _ranks(by_id: dict[str, Task]) -> dict[str, float]:
    """Minutes from the start of each task to the end of everything that waits for it, itself included."""
    ranks = {task_id: task.minutes for task_id, task in by_id.items()}
    for task_id in reversed(_topological_order(by_id)):
        for needed in by_id[task_id].after:
            ranks[needed] = max(ranks[needed], by_id[needed].minutes + ranks[task_id])
    return ranks


def _topological_order(by_id: dict[str, Task]) -> list[str]:
    waiting = {task_id: set(task.after) for task_id, task in by_id.items()}
    order: list[str] = []
    while waiting:
        free = sorted(task_id for task_id, needed in waiting.items() if not needed)
        if not free:
            raise PlanError(f"tasks wait for each other: {' -> '.join(_cycle(waiting))}")
        order += free
        for task_id in free:
            del waiting[task_id]
        for needed in waiting.values():
            needed.difference_update(free)
    return order


def _cycle(waiting: dict[str, set[str]]) -> list[str]:
    path = [min(waiting)]
    while True:
        following = min(waiting[path[-1]])
        if following in path:
            return [*path[path.index(following) :], following]
        path.append(following)


def _schedule(by_id: dict[str, Task], ranks: dict[str, float], workers: int) -> list[Slot]:
    missing = {task_id: len(set(task.after)) for task_id, task in by_id.items()}
    dependents: dict[str, list[str]] = {task_id: [] for task_id in by_id}
    for task in by_id.values():
        for needed in set(task.after):
            dependents[needed].append(task.id)

    ready = [(-ranks[task_id], task_id) for task_id, count in missing.items() if count == 0]
    heapq.heapify(ready)
    idle = list(range(workers))
    running: list[tuple[float, str, int]] = []
    slots: list[Slot] = []
    now = 0.0
    while ready or running:
        while ready and idle:
            _, task_id = heapq.heappop(ready)
            worker = heapq.heappop(idle)
            end = now + by_id[task_id].minutes
            slots.append(Slot(task=task_id, worker=worker, start=now, end=end))
            heapq.heappush(running, (end, task_id, worker))
        now, task_id, worker = heapq.heappop(running)
        heapq.heappush(idle, worker)
        for dependent in dependents[task_id]:
            missing[dependent] -= 1
            if missing[dependent] == 0:
                heapq.heappush(ready, (-ranks[dependent], dependent))
    return slots


def _critical_path(by_id: dict[str, Task], ranks: dict[str, float]) -> list[str]:
    path: list[str] = []
    candidates = [task_id for task_id, task in by_id.items() if not task.after]
    while candidates:
        task_id = min(candidates, key=lambda candidate: (-ranks[candidate], candidate))
        path.append(task_id)
        candidates = [dependent.id for dependent in by_id.values() if task_id in dependent.after]
    return path
