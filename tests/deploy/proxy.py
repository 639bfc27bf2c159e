"""nginx with the file that is shipped, in front of a server."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template

import pytest

from postergen.config import CONTENT
from tests.servers import PATIENCE, free_port

TEMPLATE = CONTENT / "deploy/nginx/postergen.conf.template"
# What a system's own nginx.conf says around it; `user` only where it is root that starts it.
AROUND = """\
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/postergen.conf;
}}
"""


@dataclass(frozen=True)
class Ports:
    http: int
    https: int


def require_nginx() -> str:
    """The program; skipped visibly where there is none, and required in CI."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is not None:
        return found
    if os.environ.get("CI"):
        pytest.fail("CI has to have nginx: apt-get install nginx-light")
    pytest.skip("needs nginx: apt-get install nginx-light")


def ports() -> Ports:
    return Ports(free_port(), free_port())


@contextmanager
def proxied(folder: Path, listening: Ports, upstream: str, prefix: str) -> Iterator[Path]:
    """The certificate of a proxy before this server, as ``host:port``."""
    nginx, folder = require_nginx(), folder / "nginx"
    folder.mkdir()
    certificate = _certificate(folder)
    values = {
        "SERVERS": f"server {upstream} max_fails=0;",
        "PREFIX": prefix,
        "HTTP": str(listening.http),
        "HTTPS": str(listening.https),
        "TLS": str(folder),
        "CACHE": str(folder / "cache"),
    }
    (folder / "postergen.conf").write_text(filled_in(TEMPLATE.read_text(encoding="utf-8"), values), encoding="utf-8")
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user), encoding="utf-8")
    command = [nginx, "-p", str(folder), "-e", "stderr", "-c", str(folder / "nginx.conf")]
    with (folder / "log").open("w") as log:
        tested = subprocess.run([*command, "-t"], capture_output=True, text=True)
        assert tested.returncode == 0, tested.stderr
        process = subprocess.Popen(command, stderr=log)
        try:
            yield certificate
        finally:
            process.terminate()
            process.wait(PATIENCE)


def filled_in(template: str, values: Mapping[str, str]) -> str:
    """As the image of nginx does: ours of the variables, and none of nginx's own."""
    return _Ours(template).safe_substitute({f"PROXY_{name}": value for name, value in values.items()})


class _Ours(Template):
    pattern = r"\$\{(?P<braced>PROXY_[A-Z]+)\}|(?P<escaped>(?!))|(?P<named>(?!))|(?P<invalid>(?!))"


def _certificate(folder: Path) -> Path:
    made = folder / "fullchain.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(made)]
    subprocess.run(["openssl", "req", "-x509", *kind, *subject, *files], check=True, capture_output=True)
    return made
