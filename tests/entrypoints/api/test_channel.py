"""The channel over the API: ties, accreditations, standings and approvals, each for whom it concerns."""

import pytest

from tests.acting import BY
from tests.entrypoints.api.conftest import Caller
from tests.entrypoints.portal.conftest import AT, OWNER
from warrantor.apps.access.rules import Held
from warrantor.apps.channel import actions
from warrantor.apps.registry.actions import add_party
from warrantor.apps.registry.models import Party

TIE = {"upper": "corner", "lower": OWNER, "kind": "customer-of", "program": "idesign"}
GIVEN = {"party": "corner", "program": "idesign", "standing": "certified", "since": "2024-01-01", "until": "2024-06-30"}


@pytest.fixture
def corner(board) -> Party:
    return add_party(at=AT, by=BY, key="corner", organisation=True)


@pytest.fixture
def seller(corner) -> Caller:
    return Caller(Held("reseller", "corner"), email="seller@example.org")


def test_a_tie_opens_the_units_of_a_customer_and_its_end_shuts_them(manager, seller) -> None:
    assert seller("GET", "/units").said["units"] == []
    tie = manager("POST", "/channel/ties", TIE)
    assert (tie.status_code, tie.said["until"]) == (201, None)
    assert [unit["serial"] for unit in seller("GET", "/units").said["units"]] == ["ID-0077"]
    assert seller("GET", "/channel/ties").said["ties"] == [tie.said]
    ended = manager("POST", f"/channel/ties/{tie.said['tie']}/end", {"reason": "moved"})
    assert ended.said["until"] is not None
    assert seller("GET", "/units").said["units"] == []
    assert seller("GET", "/channel/ties").said["ties"] == []
    assert len(seller("GET", "/channel/ties?ended=true").said["ties"]) == 1
    assert manager("POST", f"/channel/ties/{tie.said['tie']}/end", {}).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"lower": "corner"}, "lower"), ({"lower": "nobody"}, "lower"), ({"upper": "two\nlines"}, "upper"),
     ({"kind": "friend-of"}, "kind"), ({"program": "idesign", "upper": "no"}, "upper")],
)  # fmt: skip
def test_what_cannot_be_tied_is_refused_with_its_field(wrong, field: str, manager, corner) -> None:
    answer = manager("POST", "/channel/ties", {**TIE, **wrong})
    assert (answer.status_code, answer.said["field"]) == (422, field)
    assert answer.said["help"]


def test_a_standing_is_given_asked_for_extended_and_revoked(manager, seller) -> None:
    given = manager("POST", "/channel/accreditations", {**GIVEN, "territories": ["US"]})
    assert given.status_code == 201, given.said
    told = seller("GET", "/channel/standings/idesign/corner?region=US").said
    assert (told["standing"], told["works_in"], told["may_sell"]) == ("certified", True, True)
    assert seller("GET", "/channel/standings/idesign/corner?region=DE").said["works_in"] is False
    assert seller("GET", "/channel/standings/idesign/corner?on=2024-07-01").said["standing"] == "none"
    url = f"/channel/accreditations/{given.said['accreditation']}"
    more = manager("POST", f"{url}/extension", {"until": "2024-12-31"})
    assert (more.said["since"], more.said["territories"]) == ("2024-07-01", ["US"])
    revoked = manager("POST", f"{url}/revocation", {"reason": "failed"})
    assert revoked.said["revoked"] == "2024-02-01"
    standings = {
        on: seller("GET", f"/channel/standings/idesign/corner?on={on}").said["standing"]
        for on in ("2024-01-31", "2024-02-01", "2024-07-01")
    }
    assert standings == {"2024-01-31": "certified", "2024-02-01": "none", "2024-07-01": "certified"}
    counted = seller("GET", "/channel/accreditations?on=2024-07-01").said["accreditations"]
    assert [row["accreditation"] for row in counted] == [more.said["accreditation"]]


@pytest.mark.parametrize(
    ("wrong", "status", "field"),
    [({"since": "2024-06-30", "until": "2024-07-30", "standing": "registered"}, 409, "since"),
     ({"since": "9999-01-01", "until": "9999-12-31"}, 422, "since"), ({"until": "2023-01-01"}, 422, "until"),
     ({"standing": "great"}, 422, "standing"), ({"since": "soon"}, 422, "since")],
)  # fmt: skip
def test_one_that_overlaps_or_cannot_be_is_refused(wrong, status: int, field: str, manager, corner) -> None:
    manager("POST", "/channel/accreditations", GIVEN)
    answer = manager("POST", "/channel/accreditations", {**GIVEN, **wrong})
    assert (answer.status_code, answer.said["field"]) == (status, field)


@pytest.mark.clause("idesign:I.registrar")
def test_only_the_customer_approves_a_registrar_and_withdraws_it(manager, seller, mila, hers) -> None:
    said = {"registrar": "corner", "customer": "mila", "program": "idesign"}
    assert seller("POST", "/channel/approvals", said).status_code == 403
    assert manager("POST", "/channel/approvals", said).status_code == 403
    given = mila("POST", "/channel/approvals", said)
    assert given.status_code == 201
    assert mila("POST", "/channel/approvals", {**said, "customer": OWNER}).status_code == 403
    assert mila("POST", "/channel/approvals", said).status_code == 409
    url = f"/channel/approvals/{given.said['approval']}/withdrawal"
    assert seller("POST", url, {}).status_code == 403
    assert seller("GET", "/channel/approvals").said["approvals"] == [given.said]
    assert mila("POST", url, {}).said["withdrawn"] is not None
    assert len(seller("GET", f"/channel/approvals?at={AT:%Y-%m-%dT%H:%M:%S}Z").said["approvals"]) == 0


def test_nobody_hears_of_what_is_others(corner, board, mila) -> None:
    tie = actions.add_tie(corner, Party.objects.get(key=OWNER), "customer-of", board.program, at=AT, by=BY)
    assert mila("GET", "/channel/ties").said["ties"] == []
    assert mila("GET", "/channel/standings/idesign/corner").status_code == 404
    assert mila("POST", f"/channel/ties/{tie.public_id}/end", {}).status_code == 403


def test_a_token_without_the_scope_reads_nothing(corner) -> None:
    narrow = Caller(Held("warranty-manager"), scopes=("unit.read",), email="narrow@example.org")
    answer = narrow("GET", "/channel/ties")
    assert (answer.status_code, "make a token" in answer.said["help"]) == (403, True)


def test_a_list_takes_a_fixed_number_of_statements(manager, corner, board, django_assert_max_num_queries) -> None:
    for number in range(9):
        lower = add_party(at=AT, by=BY, key=f"c-{number}")
        actions.add_tie(corner, lower, "customer-of", board.program, at=AT, by=BY)
    manager("POST", "/channel/accreditations", GIVEN)
    for path in ("/channel/ties", "/channel/accreditations", "/channel/approvals"):
        with django_assert_max_num_queries(4):
            assert manager("GET", path).status_code == 200
