"""What is sent and comes back about webhooks."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from warrantor.entrypoints.api.shapes import Page


class WebhookSent(BaseModel):
    """An address of https that is reached in public. No `program` is every one; `*` among `events` is all of them."""

    model_config = ConfigDict(extra="forbid")
    url: str = Field(max_length=500, description="such as https://hooks.example.org/warrantor")
    events: list[str] = Field(max_length=200, examples=[["*"]])
    program: str = ""


class WebhookTold(BaseModel):
    """`disabled` is null as long as it is told what happens, else `why` says why not."""

    webhook: str
    url: str
    program: str
    events: list[str]
    added: datetime
    disabled: datetime | None
    why: str


class WebhookAdded(WebhookTold):
    secret: str


class WebhookSecret(BaseModel):
    secret: str


class Webhooks(Page):
    webhooks: list[WebhookTold]


class EventTold(BaseModel):
    event: str
    title: str


class EventKinds(BaseModel):
    events: list[EventTold]


class DeliveryTold(BaseModel):
    """`delivery` is the `webhook-id` of the message. `status` and `said` are the last answer; no status is none."""

    delivery: str
    webhook: str
    event: str
    about: str
    noted: datetime
    state: str
    tries: int
    next: datetime | None
    last: datetime | None
    status: int | None
    said: str


class Deliveries(Page):
    deliveries: list[DeliveryTold]
