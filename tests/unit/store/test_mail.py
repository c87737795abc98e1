"""Settings of mail that cannot be used, and a password that no plain server is told."""

import smtplib
from email import message_from_bytes, policy
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.integration.plans import NOON

from entrepot.kernel.errors import InputError, OutsideError
from entrepot.store import mail
from entrepot.store.mail import Letter, open_post

FROM = "desk@upland.example"


@pytest.mark.parametrize(("url", "sender", "wrong"), [
    ("http://mail.example", FROM, ["ENTREPOT_SMTP_URL"]),
    ("smtp://", FROM, ["ENTREPOT_SMTP_URL"]),
    ("smtp://mail.example:no", FROM, ["ENTREPOT_SMTP_URL"]),
    ("smtp://mail.example", "", ["ENTREPOT_MAIL_FROM"]),
    ("mail", "a b@c", ["ENTREPOT_SMTP_URL", "ENTREPOT_MAIL_FROM"]),
])  # fmt: skip
def test_every_wrong_setting_is_named(url: str, sender: str, wrong: list[str]) -> None:
    with pytest.raises(InputError) as caught, open_post(url, sender):
        pass

    assert [one.where for one in caught.value.problems] == wrong


class Plain:
    """A mail server without TLS that notes what it is told."""

    told: list[tuple[str, ...]] = []  # noqa: RUF012

    def __init__(self, *_: Any, **__: Any) -> None:
        self.told.clear()

    def ehlo(self) -> None:
        pass

    def has_extn(self, _: str) -> bool:
        return False

    def login(self, *told: str) -> None:
        self.told.append(told)

    def close(self) -> None:
        pass

    quit = close


def test_a_password_is_told_to_no_plain_server_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "smtplib", SimpleNamespace(**{**vars(smtplib), "SMTP": Plain}))
    with pytest.raises(OutsideError) as caught, open_post("smtp://me:s@mail.example", FROM):
        pass

    assert Plain.told == []
    assert "offers no TLS" in caught.value.problems[0].message
    with open_post("smtp://me:p%40ss@127.0.0.1", FROM):
        assert Plain.told == [("me", "p@ss")]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=120))
def test_a_subject_arrives_as_it_was_with_its_blanks_made_one(subject: str) -> None:
    letter = Letter("a@b.example", subject, "text", "n1")
    sent = mail._message(letter, FROM, NOON).as_bytes(policy=policy.SMTP)
    read = message_from_bytes(sent, policy=policy.default)

    assert read["Subject"] == " ".join(subject.split())
    assert read["To"] == "a@b.example"
    assert read["Message-ID"] == "<n1@upland.example>"
