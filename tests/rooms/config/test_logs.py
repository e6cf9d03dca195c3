"""What a log line must not hold."""

from __future__ import annotations

import io
import json
import logging
import logging.config

import pytest

from sembilan.config.logs import configuration, masked


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Not Found: /aktivasi/s3cret-of-a-week/", "Not Found: /aktivasi/…/"),
        ("Gone: /aktivasi/s3cret-of-a-week/", "Gone: /aktivasi/…/"),
        ("Not Found: /verifikasi/AB12-CD34/", "Not Found: /verifikasi/…/"),
        ("duplicate key\nDETAIL:  Key (nip)=(198001012005011001) already exists.", "duplicate key\nDETAIL: …"),
        ("NIP 198001012005011001 twice", "NIP … twice"),
        ("Service Unavailable: /ukur/", "Service Unavailable: /ukur/"),
    ],
)
def test_secrets_and_numbers_of_people_are_masked(text: str, kept: str) -> None:
    assert masked(text) == kept


def test_a_line_is_one_json_object_and_its_traceback_is_masked_too() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    settings = configuration("INFO", for_people=False)
    formatter = settings["formatters"]["line"]
    handler.setFormatter(formatter["()"](foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"]))
    log = logging.Logger("uji")
    log.addHandler(handler)
    try:
        raise ValueError("Key (nip)=(198001012005011001)")
    except ValueError:
        log.exception("refused")
    line = json.loads(stream.getvalue())
    assert line["event"] == "refused"
    assert line["level"] == "error"
    assert "ValueError" in line["exception"]
    assert "198001012005011001" not in stream.getvalue()
