"""What was sent becomes what a form takes."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from minzheng.faces.kit.uploads import uploads_of
from minzheng.kernel.errors import Problem

KEPT = UUID(int=7)


def keep(sent: Any) -> UUID:
    if sent.name == "a.exe":
        raise Problem("files.empty")
    return KEPT


def test_every_file_is_stored_under_its_input_and_a_refused_one_says_why():
    sent = [SimpleUploadedFile("a.jpg", b"abc", content_type="image/jpeg"), SimpleUploadedFile("a.exe", b"x")]
    request = RequestFactory().post("/", {"photo": sent})
    kept, refused = uploads_of(request, keep)["photo"]
    assert (kept.ref, kept.name, kept.size, kept.refused) == (str(KEPT), "a.jpg", 3, "")
    assert (refused.ref, refused.name) == ("", "a.exe")
    assert refused.refused
