"""Where a customer is told what became of a registration or a plan."""

from warrantor.apps.access.models import Grant, User
from warrantor.apps.registry.models import Party, PartyDetails


def addresses_of(party: Party | None) -> list[str]:
    """The party's own address, else those of its people; none where nobody is known."""
    if party is None:
        return []
    details = PartyDetails.objects.filter(party=party).exclude(email="").first()
    if details is not None:
        return [details.email]
    users = Grant.objects.filter(party=party.key, until=None).values("user")
    return sorted(User.objects.filter(pk__in=users, is_active=True).values_list("email", flat=True))
