"""Settings: typed, from the environment alone, and wrong ones named at the start."""

import threading

import pytest

from web.settings import BUNDLED_MODEL, SettingsError, load


def test_settings_without_environment_have_working_defaults():
    chosen = load({})

    assert chosen.embedded
    assert (chosen.bind, chosen.port, chosen.web_concurrency) == ("127.0.0.1", 8000, 1)
    assert chosen.embedding_model == BUNDLED_MODEL
    assert chosen.data_dir.name == ".data"
    assert chosen.public_url == "http://localhost:8000"


def test_settings_empty_variable_counts_as_unset():
    assert load({"DATABASE_URL": "", "PORT": ""}) == load({})


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "eighty", "PORT input should be a valid integer"),
        ("PORT", "70000", "PORT input should be less than or equal to 65535"),
        ("DATABASE_URL", "mysql://x/y", "DATABASE_URL must begin with postgresql://"),
        ("MIGRATE_DATABASE_URL", "x", "MIGRATE_DATABASE_URL must begin with postgresql://"),
        ("SMTP_URL", "mail.example.org", "SMTP_URL must look like smtp://"),
        ("SMTP_URL", "smtp://host:notaport", "SMTP_URL "),
        ("BASE_URL", "shoutou.example.org", "BASE_URL must look like https://"),
        ("SECRET_KEY", "short", "SECRET_KEY value should have at least 32"),
        ("WEB_CONCURRENCY", "0", "WEB_CONCURRENCY input should be greater than or equal to 1"),
        ("WORKER_SWEEP_SECONDS", "-1", "WORKER_SWEEP_SECONDS input should be greater than 0"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL "),
    ],
)
def test_settings_wrong_value_is_named(name, value, sentence):
    with pytest.raises(SettingsError) as caught:
        load({name: value})

    assert str(caught.value).startswith(sentence)


def test_settings_several_wrong_values_are_all_named_and_secrets_are_not_shown():
    with pytest.raises(SettingsError) as caught:
        load({"PORT": "x", "SECRET_KEY": "s3cret", "DATABASE_URL": "mysql://u:pass@h/d"})

    said = str(caught.value)
    assert all(name in said for name in ("PORT", "SECRET_KEY", "DATABASE_URL"))
    assert "s3cret" not in said
    assert "pass" not in said


def test_settings_repr_shows_no_password():
    chosen = load(
        {
            "DATABASE_URL": "postgresql://u:hush@h/d",
            "MIGRATE_DATABASE_URL": "postgresql://o:hush@h/d",
            "SMTP_URL": "smtp://u:hush@h",
            "SECRET_KEY": "hush" * 10,
        }
    )

    assert "hush" not in repr(chosen)


def test_settings_secret_key_is_made_once_and_is_private(tmp_path):
    first = load({"DATA_DIR": str(tmp_path / "d")}).signing_key
    second = load({"DATA_DIR": str(tmp_path / "d")}).signing_key

    assert first == second
    assert len(first) >= 32
    assert (tmp_path / "d" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_settings_secret_key_made_by_several_at_once_is_one(tmp_path):
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(load({"DATA_DIR": str(tmp_path)}).signing_key))
        for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert len(set(found)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_settings_environment_gives_a_child_the_same_settings(tmp_path):
    chosen = load(
        {
            "DATA_DIR": str(tmp_path),
            "PORT": "9000",
            "LOG_LEVEL": "debug",
            "SECRET_KEY": "k" * 40,
            "SMTP_URL": "smtps://u:p%40ss@mail.example.org:465",
        }
    )

    assert load(chosen.environment()) == chosen


def test_settings_cookies_are_secure_on_https_alone():
    assert load({"BASE_URL": "https://shoutou.example.org/"}).secure_cookies
    assert not load({"BASE_URL": "http://shoutou.example.org"}).secure_cookies
