"""The settings, as an operator meets them."""

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
READS = re.compile(r"""(?:env\.\w+|os\.environ\.get)\(\s*["']([A-Z_]+)["']""")
PRODUCTION = {"APP_ENVIRONMENT": "production", "SECRET_KEY": secrets.token_urlsafe(48), "ALLOWED_HOSTS": "crm.example"}


def start(tmp_path, *code, **variables):
    """Run Python with the settings and these variables alone; returns (status, what it said)."""
    around = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "ENV_FILE": str(tmp_path / "none"), **variables}
    command = [
        sys.executable,
        "-c",
        "import django; django.setup(); from django.conf import settings as s; " + "; ".join(code),
    ]
    around["DJANGO_SETTINGS_MODULE"] = "crm.settings"
    done = subprocess.run(command, cwd=ROOT, env=around, capture_output=True, text=True, timeout=600)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({"APP_ENVIRONMENT": "production"}, "SECRET_KEY"),
        ({**PRODUCTION, "SECRET_KEY": "short"}, "SECRET_KEY"),
        ({**PRODUCTION, "DEBUG": "true"}, "DEBUG"),
    ],
)
def test_production_refuses_to_start_unsafe(tmp_path, variables, says):
    status, said = start(tmp_path, "pass", **variables)
    assert status != 0
    assert says in said


def test_production_is_encrypted_by_default(tmp_path):
    facts = "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0"
    status, said = start(tmp_path, f"assert all([{facts}])", **PRODUCTION)
    assert status == 0, said


def test_a_forwarded_scheme_is_believed_only_behind_a_proxy(tmp_path):
    assert start(tmp_path, "assert not s.SECURE_PROXY_SSL_HEADER", **PRODUCTION)[0] == 0
    assert start(tmp_path, "assert s.SECURE_PROXY_SSL_HEADER", **PRODUCTION, PROXY_COUNT="1")[0] == 0


def test_every_variable_is_explained_and_every_explained_one_exists():
    read = {
        name for file in ("crm/settings.py", "gunicorn.conf.py") for name in READS.findall((ROOT / file).read_text())
    }
    told = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert read - {"ENV_FILE"} == told - {"POSTGRES_PASSWORD"}  # which compose.yaml reads


@pytest.mark.parametrize(("variables", "options"), [({}, "-c jit=off"), ({"DATABASE_JIT": "true"}, "None")])
@pytest.mark.parametrize("pool", ["false", "true"])
def test_postgresql_compiles_no_statements_unless_told_to(tmp_path, pool, variables, options):
    url = "postgres://somebody@nowhere.example/rapport"
    code = "o = s.DATABASES['default']['OPTIONS']; print(o.get('options'), 'pool' in o)"
    status, said = start(tmp_path, code, DATABASE_URL=url, DATABASE_POOL=pool, **variables)
    assert (status, said.strip().splitlines()[-1]) == (0, f"{options} {pool == 'true'}")
