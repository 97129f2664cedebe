"""The site's key: made once, private, published, replaced without losing what it signed."""

import json
import tarfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.ops.helpers import environment, shoutou
from web import backup, doctor, site_key
from web.bootstrap import CannotStart, prepare_data_dir
from web.settings import load


def test_site_key_made_by_many_at_once_is_one_and_private(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        made = {key.key_id for key in pool.map(lambda _: site_key.site_key(tmp_path), range(8))}

    assert len(made) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["site_key.pem"]
    assert (tmp_path / "site_key.pem").stat().st_mode & 0o777 == 0o600


def test_signature_holds_for_its_message_and_key_alone(tmp_path):
    key = site_key.site_key(tmp_path / "a")
    other = site_key.site_key(tmp_path / "b")

    signature = key.sign("头".encode())

    assert key.public.verifies(signature, "头".encode())
    assert not key.public.verifies(signature, b"tail")
    assert not other.public.verifies(signature, "头".encode())
    assert not key.public.verifies("no signature", "头".encode())


def test_rotated_key_stays_published_and_its_signatures_hold(tmp_path):
    first = site_key.site_key(tmp_path)
    signature = first.sign(b"head")

    old, new = site_key.rotate(tmp_path)
    third = site_key.rotate(tmp_path)[1]

    assert old.key_id == first.key_id
    assert len({first.key_id, new.key_id, third.key_id}) == 3
    published = site_key.published(tmp_path)
    assert published[0].key_id == third.key_id
    assert {k.key_id for k in published} == {first.key_id, new.key_id, third.key_id}
    found = next(k for k in published if k.key_id == first.key_id)
    assert found.verifies(signature, b"head")
    assert b"PRIVATE" not in b"".join(p.read_bytes() for p in (tmp_path / "site_keys").iterdir())


def test_published_key_is_what_its_entry_says_and_is_named_by_its_content(tmp_path):
    key = site_key.site_key(tmp_path)

    entry = key.public.jwk()

    assert site_key.public_from_jwk({**entry, "kid": "0" * 16}) == key.public


def test_start_with_a_broken_key_says_so(tmp_path):
    (tmp_path / "site_key.pem").write_text("dear")

    with pytest.raises(CannotStart, match="holds no key: restore it from a backup"):
        prepare_data_dir(load({"DATA_DIR": str(tmp_path)}))


async def test_doctor_names_the_key_and_warns_when_others_can_read_it(tmp_path):
    chosen = load({"DATA_DIR": str(tmp_path), "EMBEDDING_MODEL": "hashing"})

    named = await doctor.find("site key", chosen)
    (tmp_path / "site_key.pem").chmod(0o640)
    warned = await doctor.find("data folder", chosen)

    assert named == f"{site_key.site_key(tmp_path).key_id} (Ed25519) signs what leaves the house"
    path = tmp_path / "site_key.pem"
    assert str(warned) == f"{path} can be read by others: chmod 600 {path}"


def test_command_prints_the_keys_and_rotates(tmp_path):
    env = environment(tmp_path)

    before = json.loads(shoutou("site-key", env=env).stdout)["keys"]
    after = json.loads(shoutou("site-key", "--rotate", env=env).stdout)["keys"]

    assert [k["kty"] for k in before] == ["OKP"]
    assert [k["kid"] for k in after][1:] == [before[0]["kid"]]


async def test_published_address_lists_the_keys(client):
    answer = await client.get("/.well-known/shoutou-keys.json")

    key = site_key.site_key(client.parts.settings.data_dir)
    assert answer.json() == {"keys": [key.public.jwk()]}


def test_backup_holds_the_keys_and_restore_puts_them_back(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    site_key.rotate(home)
    archive = tmp_path / "saved.tar"
    with tarfile.open(archive, "w") as tar:
        backup._add_bytes(tar, "site_key.pem", (home / "site_key.pem").read_bytes())
        for path in (home / "site_keys").iterdir():
            backup._add_bytes(tar, f"site_keys/{path.name}", path.read_bytes())
            backup._add_bytes(tar, f"site_keys/../{path.name}", b"elsewhere")
    place = tmp_path / "place"
    site_key.site_key(place)

    with tarfile.open(archive) as tar:
        backup._put_keys(tar, place)

    assert site_key.published(place) == site_key.published(home)
    assert sorted(p.name for p in place.rglob("*.json")) == sorted(p.name for p in home.rglob("*.json"))
    assert (place / "site_key.pem").stat().st_mode & 0o777 == 0o600
