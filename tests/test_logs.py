"""What a process says is JSON when it was asked for, whoever says it."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, timedelta

from postergen.config import CONTENT, log_form

SAYS = """
import logging, threading, warnings
from postergen.logs import configure_logging
configure_logging("json")
warnings.warn("old way")
logging.getLogger("postergen.x").warning("two\\nlines %s", "小明")
logging.getLogger("other").error("%d", "no number")
def fail():
    raise ValueError("小红 wrote this")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
class Falls:
    def __del__(self):
        fail()
del_me = Falls()
del del_me
fail()
"""


def test_warnings_and_errors_that_nobody_caught_are_lines_without_their_words() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", SAYS],
        env={"PYTHONPATH": str(CONTENT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    warned, said, *uncaught = lines
    assert (warned["logger"], warned["level"]) == ("py.warnings", "warning")
    assert (said["logger"], said["message"]) == ("postergen.x", "two\nlines 小明")
    assert [(line["level"], line["error"]) for line in uncaught] == [("critical", "ValueError")] * 3
    assert all(line["where"][-1].endswith(" fail") for line in uncaught)
    assert "小红" not in done.stderr
    for line in lines:
        assert datetime.fromisoformat(line["time"]).utcoffset() == timedelta(0)


def test_the_form_is_known_where_other_settings_are_wrong() -> None:
    assert log_form({"POSTERGEN_LOG": "json", "POSTERGEN_MAX_BODY": "0"}) == "json"
    assert log_form({"POSTERGEN_LOG": "xml"}) == log_form({}) == "text"
