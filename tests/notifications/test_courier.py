"""The sending child against real servers, through the real Apprise."""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from msgspec import structs
from tests.standins.mail import MailServer
from tests.standins.webhook import Webhook
from tests.support.waiting import soon

from medianest.notifications.courier.courier import Courier
from medianest.notifications.courier.protocol import Errand


def errand(url: str, *, private_hosts: bool = True) -> Errand:
    return Errand(
        act="send",
        url=url,
        private_hosts=private_hosts,
        title="Film is here",
        body="Enjoy it.",
        level="success",
        reference="medianest-1",
    )


async def test_a_mail_arrives_with_title_text_and_an_id_that_a_repeat_would_share() -> None:
    with MailServer() as server:
        first = await Courier().send(errand(server.url))
        await Courier().send(errand(server.url))

    assert first.ok
    assert first.error == ""
    mail, repeat = server.kept
    assert mail.subject == "Film is here"
    assert "Enjoy it." in mail.text
    assert mail.recipients == ("olga@example.org",)
    assert mail.message["Message-ID"].startswith("<medianest-1@")
    assert repeat.message["Message-ID"] == mail.message["Message-ID"]


async def test_what_somebody_called_something_is_no_markup_in_a_mail() -> None:
    said = structs.replace(
        errand(""), body="“<b>5 & 6</b>” is in Plex.\n\nhttps://nest.example.org"
    )
    with MailServer() as server:
        for url in (server.url, f"{server.url}&format=html"):
            await Courier().send(structs.replace(said, url=url))

    plain, marked_up = server.kept
    assert plain.message.get_content_type() == "text/plain"
    assert plain.text.split() == said.body.split()
    html = marked_up.message.get_body(("html",))
    assert html is not None
    assert "<b>" not in html.get_content()
    assert "&lt;b&gt;" in html.get_content()


async def test_a_refusing_mail_server_is_quoted() -> None:
    with MailServer() as server:
        server.faults.refusal = "554 5.7.1 We take nothing from homes"
        outcome = await Courier().send(errand(server.url))

    assert not outcome.ok
    assert "We take nothing from homes" in outcome.error
    assert not outcome.final


async def test_a_mail_server_that_hangs_up_is_a_failure() -> None:
    with MailServer() as server:
        server.faults.drop = True
        outcome = await Courier().send(errand(server.url))

    assert not outcome.ok
    assert outcome.error


async def test_a_closed_port_is_named_without_the_password() -> None:
    url = "mailto://olga:hunter2secret@127.0.0.1:1?from=a@example.org&to=b@example.org"
    outcome = await Courier().send(errand(url))

    assert not outcome.ok
    assert "Connection refused" in outcome.error
    assert "hunter2secret" not in outcome.error


async def test_a_service_that_never_answers_is_given_up_and_its_process_killed() -> None:
    with Webhook(delay=8) as hook:
        outcome = await Courier(timeout=timedelta(seconds=2)).send(errand(hook.url))

    assert outcome.error == "The service did not answer within 2 s."
    commands = [child.cmdline() for child in psutil.Process().children()]
    assert not [command for command in commands if command[-1].endswith("courier.child")]


async def test_a_webhook_gets_the_message_and_its_refusal_is_quoted() -> None:
    with Webhook() as hook:
        good = await Courier().send(errand(hook.url))
        hook.status = 503
        bad = await Courier().send(errand(hook.url))

    assert good.ok
    assert hook.kept[0].json["message"] == "Enjoy it."
    assert hook.kept[0].headers["X-MediaNest-Delivery"] == "medianest-1"
    assert not bad.ok
    assert "503" in bad.error


async def test_a_member_does_not_reach_hosts_of_the_home() -> None:
    with Webhook() as hook:
        outcome = await Courier().send(errand(hook.url, private_hosts=False))

    assert outcome.final
    assert "inside the home network" in outcome.error
    assert hook.kept == []


async def test_a_member_reaches_a_host_that_the_owner_allowed_by_name() -> None:
    with Webhook() as hook:
        courier = Courier(allowed_private=[f"localhost:{hook.port}"])
        url = hook.url.replace("127.0.0.1", "localhost")
        by_name = await courier.send(errand(url, private_hosts=False))
        by_address = await courier.send(errand(hook.url, private_hosts=False))

    assert by_name.ok
    assert by_address.final


async def test_a_redirect_does_not_lead_a_member_inside() -> None:
    with Webhook() as inside, Webhook() as outside:
        outside.redirect = f"http://127.0.0.1:{inside.port}/secret"
        courier = Courier(allowed_private=[f"127.0.0.1:{outside.port}"])
        await courier.send(errand(outside.url, private_hosts=False))

    assert len(outside.kept) == 1
    assert inside.kept == []


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("hello", "An address begins with its service"),
        ("://x", "An address begins with its service"),
        ("nope://somewhere", "There is no notification service 'nope'"),
        ("mailto://", "The address cannot be used"),
        ("https://example.org/hook", "The address cannot be used"),
        ("dbus://", "The service 'dbus' cannot be used here"),
        ("gnome://", "The service 'gnome' cannot be used here"),
        ("macosx://", "The service 'macosx' cannot be used here"),
        ("windows://", "The service 'windows' cannot be used here"),
        ("syslog://", "The service 'syslog' cannot be used here"),
        ("rsyslog://example.org", "The service 'rsyslog' cannot be used here"),
        ("vapid://a@example.org", "The service 'vapid' cannot be used here"),
        ("file:///etc/passwd", "There is no notification service 'file'"),
        ("json://10.0.0.1/", "inside the home network"),
        ("json://2130706433/", "inside the home network"),
        ("json://[::1]/", "inside the home network"),
        ("mailto://localhost?from=a@example.org&to=b@example.org", "inside the home network"),
    ],
)
async def test_an_address_that_cannot_be_used_is_refused_in_words(url: str, sentence: str) -> None:
    outcome = await Courier().inspect(url, private_hosts=False)

    assert not outcome.ok
    assert outcome.final
    assert sentence in outcome.error


async def test_an_address_is_shown_without_its_secrets() -> None:
    url = "mailtos://olga:hunter2secret@smtp.example.org?from=a@example.org&+X-Key=s3cr3tkey"
    mail = await Courier().inspect(url, private_hosts=True)
    chat = await Courier().inspect(
        "tgram://123456789:abcdefg_hijklmnop/12315544/", private_hosts=True
    )

    assert mail.ok
    assert mail.masked.startswith("mailtos://olga:****@smtp.example.org")
    assert "s3cr3tkey" not in mail.masked
    assert chat.ok
    assert "abcdefg" not in chat.masked


async def test_no_file_of_the_server_is_read_for_an_address(tmp_path: Path) -> None:
    template = tmp_path / "secret.json"
    template.write_text('{"text": "stolen"}')
    url = f"workflow://127.0.0.1:1/{'a' * 32}/{'b' * 32}/?template={template}"
    outcome = await Courier().send(errand(url))

    assert not outcome.ok
    assert outcome.error == "This address would use a file of the server."
    assert outcome.final


async def test_the_sending_process_dies_with_the_server() -> None:
    program = (
        "import asyncio, sys; from tests.notifications.test_courier import errand, Courier;"
        "asyncio.run(Courier().send(errand(sys.argv[1])))"
    )
    with Webhook(delay=30) as hook:
        server = await asyncio.create_subprocess_exec(sys.executable, "-c", program, hook.url)
        await soon(lambda: bool(hook.kept))
        [child] = psutil.Process(server.pid).children()
        server.kill()
        await server.wait()
        gone, _ = await asyncio.to_thread(psutil.wait_procs, [child], timeout=20)

    assert gone == [child]
