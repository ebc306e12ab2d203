import pytest

from agent.plan import Plan, PlanError, Slot, Task, make_plan


def starts(plan: Plan) -> dict[str, float]:
    return {slot.task: slot.start for slot in plan.slots}


def test_a_chain_runs_one_after_the_other() -> None:
    plan = make_plan([Task("b", 2, ("a",)), Task("a", 1)], workers=4)

    assert plan.slots == [Slot("a", 0, 0, 1), Slot("b", 0, 1, 3)]
    assert plan.minutes == 3
    assert plan.critical_path == ["a", "b"]


def test_independent_tasks_run_together() -> None:
    assert make_plan([Task("a", 2), Task("b", 3)], workers=2).minutes == 3


def test_one_worker_does_all_in_turn() -> None:
    assert make_plan([Task("a", 2), Task("b", 3)], workers=1).minutes == 5


def test_the_task_with_the_longest_way_to_the_end_goes_first() -> None:
    tasks = [Task("short", 5), Task("first", 1), Task("second", 9, ("first",))]

    assert starts(make_plan(tasks, workers=1)) == {"first": 0, "second": 1, "short": 10}


def test_the_critical_path_does_not_depend_on_workers() -> None:
    tasks = [Task("a", 1), Task("b", 5), Task("c", 1, ("a", "b")), Task("d", 4, ("a",))]

    assert make_plan(tasks, workers=1).critical_path == ["b", "c"]
    assert make_plan(tasks, workers=9).critical_path == ["b", "c"]


def test_a_task_starts_only_when_all_it_waits_for_is_done() -> None:
    tasks = [Task("a", 1), Task("b", 5), Task("c", 1, ("a", "b", "a"))]

    assert starts(make_plan(tasks, workers=3))["c"] == 5


def test_nothing_to_do_takes_no_time() -> None:
    assert make_plan([], workers=1) == Plan(slots=[], minutes=0.0, critical_path=[])


@pytest.mark.parametrize(
    ("tasks", "message"),
    [
        ([Task("a", 1), Task("a", 2)], "task 'a' is there twice"),
        ([Task("a", 1, ("b",))], "task 'a' waits for 'b', which does not exist"),
        ([Task("a", 1, ("a",))], "tasks wait for each other: a -> a"),
        (
            [Task("x", 1, ("b",)), Task("a", 1, ("c",)), Task("b", 1, ("a",)), Task("c", 1, ("b",))],
            "tasks wait for each other: a -> c -> b -> a",
        ),
    ],
)
def test_what_cannot_be_planned_is_named(tasks: list[Task], message: str) -> None:
    with pytest.raises(PlanError, match=f"^{message}$"):
        make_plan(tasks, workers=1)


def test_a_long_chain_is_no_problem() -> None:
    tasks = [Task("0", 1)] + [Task(str(number), 1, (str(number - 1),)) for number in range(1, 2000)]

    assert make_plan(tasks, workers=2).minutes == 2000
