"""The configuration: where values come from, and what each wrong one says."""

from dataclasses import replace

import pytest

from fugong.project import datafolder
from fugong.project.config import Config, ConfigError
from fugong.project.secrets import Secrets, SecretsError


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_nothing_set_means_the_embedded_database_under_var(tmp_path):
    config = Config.read({})
    assert config.embedded
    assert config.data_dir == tmp_path / "var"
    assert (config.host, config.port, config.language) == ("127.0.0.1", 8000, "zh-hans")


def test_the_environment_wins_over_the_file_in_the_working_directory(tmp_path):
    (tmp_path / "fugong.toml").write_text('port = 9000\nhost = "0.0.0.0"\nallowed_hosts = ["park.example"]\n')
    config = Config.read({"FUGONG_PORT": "9001", "FUGONG_HTTPS": "yes"})
    assert (config.port, config.host, config.https) == (9001, "0.0.0.0", True)
    assert config.allowed_hosts == ("park.example",)


def test_an_empty_variable_sets_nothing():
    assert Config.read({"FUGONG_PORT": "", "FUGONG_LANGUAGE": ""}) == Config.read({})


def test_a_named_file_says_where_the_data_is_relative_to_itself(tmp_path):
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "park.toml").write_text('data_dir = "data"\n')
    config = Config.read({"FUGONG_CONFIG": str(tmp_path / "etc" / "park.toml")})
    assert config.data_dir == tmp_path / "etc" / "data"


@pytest.mark.parametrize(("environ", "said"), [
    ({"FUGONG_PROT": "1"}, "FUGONG_PROT: unknown key, did you mean port?"),
    ({"FUGONG_XYZZY": "1"}, "known keys: data_dir"),
    ({"FUGONG_PORT": "eighty"}, "FUGONG_PORT: 'eighty' is not a whole number"),
    ({"FUGONG_PORT": "70000"}, "port: 70000 is not between 0 and 65535"),
    ({"FUGONG_THREADS": "0"}, "threads: 0 is not at least 1"),
    ({"FUGONG_DEBUG": "maybe"}, "neither true nor false"),
    ({"FUGONG_LANGUAGE": "de"}, "'de' is none of zh-hans, en"),
    ({"FUGONG_CONFIG": "/nowhere/park.toml"}, "/nowhere/park.toml: there is no such file"),
    ({"DATABASE_URL": "mysql://somewhere/x"}, "must begin with postgresql://"),
    ({"DATABASE_URL": "postgresql://somewhere"}, "names no database"),
    ({"DATABASE_URL": "postgresql://h/x?nonsense=1"}, "not a valid address"),
    ({"FUGONG_OWNER_DATABASE_URL": "postgresql://h/x"}, "without database_url"),
])
def test_a_wrong_value_is_told_in_one_line(environ, said):
    with pytest.raises(ConfigError) as refusal:
        Config.read(environ)
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(("text", "said"), [
    ("port = ", "not a valid TOML file"),
    ("port = true", "True is not a whole number"),
    ("allowed_hosts = [1]", "must be a list of texts"),
    ("data_dri = 'x'", "did you mean data_dir?"),
    ("host = 5", "5 is not a text"),
])
def test_a_wrong_file_is_told_with_its_name(tmp_path, text, said):
    (tmp_path / "fugong.toml").write_text(text)
    with pytest.raises(ConfigError) as refusal:
        Config.read({})
    assert said in str(refusal.value)
    assert "fugong.toml" in str(refusal.value)


def test_the_two_roles_have_addresses_of_their_own(tmp_path):
    config = Config.read({})
    app, owner = config.django_database(), replace(config, role="owner").django_database()
    assert (app["USER"], owner["USER"]) == ("fugong_app", "fugong_owner")
    assert app["PASSWORD"] != owner["PASSWORD"]
    assert app["NAME"] == owner["NAME"] == "fugong"


def test_a_server_of_your_own_is_taken_as_it_is(tmp_path):
    config = Config.read({"DATABASE_URL": "postgresql://app:p%40ss@db.example:5433/park?sslmode=require"})
    assert not config.embedded
    assert config.django_database() == {
        "NAME": "park", "USER": "app", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": "5433",
        "OPTIONS": {"sslmode": "require"}}


def test_secrets_are_made_once_for_their_owner_only(tmp_path):
    path = tmp_path / "secrets.toml"
    made = Secrets.read_or_make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert Secrets.read_or_make(path) == made
    assert all(len(key) == 32 for key in made.field_keys.values())
    assert [file.name for file in tmp_path.iterdir()] == ["secrets.toml"]


def test_a_rotated_key_is_current_and_the_old_one_stays_readable(tmp_path):
    path = tmp_path / "secrets.toml"
    old = Secrets.read_or_make(path)
    old.rotated().save(path)
    new = Secrets.read_or_make(path)
    assert new.current_field_key != old.current_field_key
    assert set(new.field_keys) == {old.current_field_key, new.current_field_key}
    assert new.field_keys[old.current_field_key] == old.field_keys[old.current_field_key]
    assert new.secret_key == old.secret_key
    assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_secret_is_printed(tmp_path):
    secrets = Secrets.read_or_make(tmp_path / "secrets.toml")
    assert secrets.secret_key not in repr(secrets)
    assert secrets.app_password not in repr(secrets)


@pytest.mark.parametrize("damage", ["", "secret_key = 5", "garbage"])
def test_damaged_secrets_are_not_replaced(tmp_path, damage):
    path = tmp_path / "secrets.toml"
    path.write_text(damage)
    with pytest.raises(SecretsError, match="damaged"):
        Secrets.read_or_make(path)
    assert path.read_text() == damage


def test_an_absent_or_empty_folder_becomes_ours_only_when_asked(tmp_path):
    config = Config.read({})
    with pytest.raises(ConfigError, match="There is no fugong data"):
        datafolder.claim(config, make=False)
    assert not config.data_dir.exists()
    datafolder.claim(config, make=True)
    datafolder.claim(config, make=False)


def test_a_folder_of_somebody_else_is_left_alone(tmp_path):
    config = Config.read({})
    config.data_dir.mkdir()
    (config.data_dir / "letter.txt").write_text("precious")
    with pytest.raises(ConfigError, match="is not empty and holds no fugong data"):
        datafolder.claim(config, make=True)
    assert [file.name for file in config.data_dir.iterdir()] == ["letter.txt"]


def test_lost_secrets_are_not_made_anew_over_a_database(tmp_path):
    config = Config.read({})
    datafolder.claim(config, make=True)
    (config.data_dir / "postgres").mkdir()
    with pytest.raises(ConfigError, match="secrets.toml is missing"):
        datafolder.claim(config, make=True)
    assert not config.secrets_file.exists()
