"""The HTTP interface of the planner."""

from fastapi import FastAPI, HTTPException
from prometheus_client import CollectorRegistry, Histogram
from pydantic import BaseModel, Field

from agent.observability import add_operations
from agent.plan import Plan, PlanError, Task, make_plan


class TaskBody(BaseModel):
    """One task of a request."""

    id: str = Field(min_length=1, max_length=100)
    minutes: float = Field(ge=0, allow_inf_nan=False)
    after: list[str] = []


class PlanRequest(BaseModel):
    """What a client wants planned."""

    tasks: list[TaskBody] = Field(max_length=2000)
    workers: int = Field(1, ge=1, le=1000)


def create_app() -> FastAPI:
    """Makes the application."""
    app = FastAPI(title="agent")
    registry = CollectorRegistry()
    add_operations(app, registry)
    sizes = Histogram("agent_plan_tasks", "Tasks per plan.", buckets=(1, 10, 100, 1000), registry=registry)

    @app.post("/plans")
    def plan(request: PlanRequest) -> Plan:
        tasks = [Task(id=task.id, minutes=task.minutes, after=tuple(task.after)) for task in request.tasks]
        sizes.observe(len(tasks))
        try:
            return make_plan(tasks, workers=request.workers)
        except PlanError as error:
            raise HTTPException(422, str(error)) from error

    return app
