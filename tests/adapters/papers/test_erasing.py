"""What becomes of papers when the person whose they are is erased."""

import pytest

from tests.acting import BY
from tests.apps.conftest import AT
from tests.apps.registry.papers.files import PDF, PNG
from tests.entrypoints.portal.conftest import PURCHASED, make_unit
from warrantor.adapters import people
from warrantor.adapters.papers.folder import Folder
from warrantor.apps.registry.models import Party
from warrantor.apps.registry.papers import queries
from warrantor.apps.registry.papers.actions import add_paper


@pytest.mark.django_db
def test_contents_go_and_that_they_were_there_stays(tmp_path, settings, django_capture_on_commit_callbacks) -> None:
    settings.PAPERS_FOLDER = tmp_path
    about = {"store": Folder(tmp_path), "at": AT, "by": BY}
    Party.objects.create(key="mila")
    hers, other = make_unit("ID-1", {**PURCHASED, "by": "mila"}), make_unit("ID-2", PURCHASED)
    own, _ = add_paper(hers, "d.pdf", PDF, kind="invoice", names="D-1", **about)
    shared, _ = add_paper(hers, "label.png", PNG, kind="photo", **about)
    add_paper(other, "label.png", PNG, kind="photo", **about)
    told = people.gather(people.find("mila"))["parties"][0]["papers"]
    assert [paper["name"] for paper in told] == ["d.pdf", "label.png"]
    with django_capture_on_commit_callbacks(execute=True):
        people.erase(people.find("mila"), at=AT, by=BY)
    assert [paper.withdrawn for paper in queries.papers(hers)] == [True, True]
    assert [paper.withdrawn for paper in queries.papers(other)] == [False]
    assert Folder(tmp_path).open(shared.sha256).read() == PNG, "somebody else's too"
    with pytest.raises(FileNotFoundError):
        Folder(tmp_path).open(own.sha256)
