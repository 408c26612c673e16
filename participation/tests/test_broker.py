"""The embedded broker, which gives and takes whole messages."""

from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from participation.broker import Channel


@pytest.fixture
def channel(tmp_path: Path):
    folders = {"data_folder_in": "queue", "data_folder_out": "queue", "control_folder": "control"}
    options = {name: str(tmp_path / "broker" / folder) for name, folder in folders.items()}
    with Connection("folder://localhost", transport_options=options) as connection:
        yield connection.channel()


def test_messages_are_taken_in_the_order_they_were_put(channel: Channel) -> None:
    for number in range(3):
        channel._put("work", {"number": number})

    assert [channel._get("work") for _ in range(3)] == [{"number": n} for n in range(3)]
    with pytest.raises(Empty):
        channel._get("work")


def test_queues_are_kept_apart(channel: Channel) -> None:
    channel._put("work", {"for": "work"})

    with pytest.raises(Empty):
        channel._get("other")


def test_half_a_message_is_not_there_yet(channel: Channel, tmp_path: Path) -> None:
    (tmp_path / "broker" / "queue" / ".1.work.msg").write_text('{"half')

    with pytest.raises(Empty):
        channel._get("work")


def test_message_another_reader_has_taken_is_passed_over(
    channel: Channel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        channel._put("work", {"number": number})
    first = min((tmp_path / "broker" / "queue").iterdir())
    read_text = Path.read_text

    def read_and_lose(path: Path) -> str:
        text = read_text(path)
        if path == first:
            first.unlink()
        return text

    monkeypatch.setattr(Path, "read_text", read_and_lose)

    assert channel._get("work") == {"number": 1}
