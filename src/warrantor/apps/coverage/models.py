"""Decisions given, one by one and in batches, with all it takes to run them again: only ever appended. How units stand,
for lists: worked out, and replaced. Alerts for staff: raised, counted, and settled with what came of them.
Certificates as they were signed, and which do not count any more: only ever appended.
"""

from django.db import models
from django.db.models import F, Q

from warrantor.apps.registry.models import HistoryEvent, Location, Party, Product, Program, Unit
from warrantor.apps.registry.rules import new_id


class Decision(models.Model):
    """An answer as it was given. Its address is its `public_id`: 128 random bits that nobody guesses."""

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    program = models.CharField(max_length=60)
    terms_version = models.CharField(max_length=60)
    question = models.JSONField()
    answer = models.JSONField()
    digests = models.JSONField(default=dict)
    created = models.DateTimeField()
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")), name="decision_not_of_itself"
            )
        ]
        indexes = [models.Index(fields=["unit", "created"], name="decision_unit_created")]

    def __str__(self) -> str:
        return self.public_id


class Batch(models.Model):
    """One question about many units, as it was answered: what it takes to make any of the answers again.

    `question` is what all were asked, without units; `facts` the digest of the units' facts, in the order of `serials`.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    program = models.CharField(max_length=60)
    question = models.JSONField()
    serials = models.JSONField()
    facts = models.CharField(max_length=64)
    digests = models.JSONField(default=dict)
    created = models.DateTimeField()

    class Meta:
        verbose_name_plural = "batches"

    def __str__(self) -> str:
        return self.public_id


class Alert(models.Model):
    """Something about a unit that staff should look at. What comes again while it is open is counted, not repeated.

    `subject` is what the journal calls the unit; `detail` holds keys and days, never names of persons.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    detail = models.JSONField(default=dict)
    times = models.PositiveIntegerField(default=1)
    raised = models.DateTimeField()
    last = models.DateTimeField()
    settled = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(settled__isnull=True), name="alert_open_once"
            )
        ]
        indexes = [models.Index(fields=["settled", "last"], name="alert_settled_last")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class Registration(models.Model):
    """A unit being made somebody's own: a draft first, with what was answered so far, and no date.

    It counts from `completed` on, with the event in the unit's history. `answers` hold keys and days; what persons are
    called stands in their party's details alone.
    """

    STATES = ("draft", "waiting", "complete", "denied", "removed")

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    state = models.CharField(max_length=20, default="draft", choices=[(word, word) for word in STATES])
    program = models.ForeignKey(Program, models.PROTECT, null=True, related_name="+")
    serial = models.CharField(max_length=80, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    registrar = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    """Who registers where that is not the customer: an installer, or somebody acting for them."""
    route = models.CharField(max_length=60, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    """Which opens the route."""
    answers = models.JSONField(default=dict)
    actor = models.CharField(max_length=80)
    began = models.DateTimeField()
    changed = models.DateTimeField()
    completed = models.DateTimeField(null=True)
    event = models.ForeignKey(HistoryEvent, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("complete", "removed"), completed__isnull=False, event__isnull=False)
                | Q(state__in=("draft", "waiting", "denied"), completed__isnull=True, event__isnull=True),
                name="registration_dated_when_complete",
            )
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="registration_unit"),
            models.Index(fields=["state", "changed"], name="registration_state"),
            models.Index(fields=["actor", "state"], name="registration_actor"),
        ]

    def __str__(self) -> str:
        return self.public_id


class RegistrationRuling(models.Model):
    """That staff denied or removed a registration, or undid that, with the reason. Only ever appended."""

    ACTS = ("denied", "removed", "restored")

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="+")
    act = models.CharField(max_length=20, choices=[(word, word) for word in ACTS])
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["registration", "at"], name="registration_ruling")]

    def __str__(self) -> str:
        return f"{self.act} {self.registration_id}"


class Order(models.Model):
    """A plan ordered for a unit, or a plan's renewal or change of level: carried out, or held for what it `waits` for.

    `waits` names facts that are missing, or `person:ROLE`. `owner` is whose unit it was when it was ordered, `payer`
    who ordered for somebody else.
    """

    STATES = ("held", "done", "refused", "cancelled")

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    payer = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    ask = models.CharField(max_length=20)
    plan = models.CharField(max_length=80)
    to = models.CharField(max_length=80, blank=True)
    on = models.DateField(null=True)
    invoice = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=12, choices=[(word, word) for word in STATES])
    waits = models.JSONField(default=list)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    event = models.ForeignKey(HistoryEvent, models.PROTECT, null=True, related_name="+")
    made = models.DateTimeField()
    settled = models.DateTimeField(null=True)
    actor = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "ask", "plan", "to"], condition=Q(state="held"), name="order_held_once"
            ),
            models.CheckConstraint(
                condition=Q(state="held", settled__isnull=True) | (~Q(state="held") & Q(settled__isnull=False)),
                name="order_settled",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="order_unit_state"),
                   models.Index(fields=["state", "made"], name="order_state_made")]  # fmt: skip

    def __str__(self) -> str:
        return self.public_id


class Acceptance(models.Model):
    """That whoever ordered accepted the terms: which version, by its id and digest. Only ever appended."""

    order = models.OneToOneField(Order, models.PROTECT, related_name="+")
    program = models.CharField(max_length=60)
    terms_version = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.program} {self.terms_version}"


class InstallBatch(models.Model):
    """What an installer puts up at one place for one customer: codes are scanned into it, and registered together."""

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    installer = models.ForeignKey(Party, models.PROTECT, related_name="+")
    customer = models.ForeignKey(Party, models.PROTECT, related_name="+")
    place = models.ForeignKey(Location, models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    """Of serials that are not on record, where all are of one model."""
    installed_on = models.DateField()
    actor = models.CharField(max_length=80)
    began = models.DateTimeField()
    finished = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["installer", "finished"], name="install_batch_installer")]

    def __str__(self) -> str:
        return self.public_id


class Scan(models.Model):
    """A code that was scanned into a batch, in its order, and what became of it."""

    batch = models.ForeignKey(InstallBatch, models.CASCADE, related_name="+")
    serial = models.CharField(max_length=80)
    serial_key = models.CharField(max_length=80)
    state = models.CharField(max_length=20)
    note = models.CharField(max_length=300, blank=True)
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=40)
    """By which a scan that was sent twice is one."""
    at = models.DateTimeField()
    undone = models.DateTimeField(null=True)
    registration = models.ForeignKey(Registration, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "key"], name="scan_sent_once")]
        indexes = [models.Index(fields=["batch", "serial_key"], name="scan_serial")]

    def __str__(self) -> str:
        return f"{self.serial} {self.state}"


class Standing(models.Model):
    """How a unit stood when its history last changed: the answer to the standing question, and its last covered day."""

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="+")
    answer = models.CharField(max_length=20, blank=True)
    plan = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=80, blank=True)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends"], name="standing_ends")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.answer}"


class CodeBatch(models.Model):
    """Codes that were made together, all for one plan. `until` is the last day on which one may be entered."""

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    program = models.ForeignKey(Program, models.PROTECT, related_name="+")
    plan = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    until = models.DateField(null=True, blank=True)
    made = models.DateTimeField()
    actor = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "code batches"

    def __str__(self) -> str:
        return self.name


class ActivationCode(models.Model):
    """A card's code. Used once, against one unit; or revoked, with a reason, while nobody has used it."""

    batch = models.ForeignKey(CodeBatch, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="code_number_unique"),
            models.CheckConstraint(
                condition=Q(used__isnull=True) | Q(revoked__isnull=True), name="code_used_or_revoked"
            ),
            models.CheckConstraint(
                condition=Q(used__isnull=True, unit__isnull=True) | Q(used__isnull=False, unit__isnull=False),
                name="code_used_for_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.number}"


class CodeTry(models.Model):
    """That somebody entered a code which opened nothing: what the limit counts. It does not say which code."""

    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "code tries"
        indexes = [models.Index(fields=["actor", "at"], name="code_try_actor")]

    def __str__(self) -> str:
        return f"{self.actor} {self.at}"


class Certificate(models.Model):
    """A coverage as it was certified. `payload` is what was signed; nothing in it is about a person."""

    public_id = models.CharField(max_length=32, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    plan = models.CharField(max_length=80)
    starts = models.DateField()
    payload = models.BinaryField()
    signature = models.BinaryField()
    key = models.CharField(max_length=16)
    issued = models.DateTimeField()
    actor = models.CharField(max_length=80)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "plan", "starts"], condition=Q(replaces__isnull=True), name="certificate_first_once"
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class CertificateRevocation(models.Model):
    """That a certificate does not count any more, and why; the reason is for staff."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    revoked = models.DateTimeField()
    actor = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.certificate.public_id


class Transfer(models.Model):
    """A unit that its owner offers to somebody by mail. The address is kept only while the offer is open.

    `by_person`: the terms are silent, so that it waits until somebody of the vendor approves it with a reason.
    """

    STATES = ("offered", "accepted", "declined", "withdrawn", "expired")

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    giver = models.ForeignKey(Party, models.PROTECT, related_name="+")
    taker = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    email = models.EmailField(max_length=254, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    decisions = models.JSONField(default=list)
    by_person = models.BooleanField(default=False)
    approved = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, default="offered", choices=[(word, word) for word in STATES])
    asked = models.DateTimeField()
    until = models.DateTimeField()
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(state="offered"), name="transfer_one_offered"),
            models.CheckConstraint(condition=Q(taker__isnull=True) | ~Q(taker=F("giver")), name="transfer_to_another"),
        ]

    def __str__(self) -> str:
        return self.public_id
