"""Identity numbers at rest: unreadable in the database, findable by a keyed hash, still readable after a change of keys."""

import copy
import pickle

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from hypothesis import given
from hypothesis import strategies as st

from core import crypto
from core.crypto import CryptoError, Vault
from core.fields import EncryptedTextField, SecretText

OLD, NEW, LOST = b"o" * 32, b"n" * 32, b"x" * 32
ID = "11010519491231002X"
BOTH = pytest.mark.parametrize("suite", ["sm", "aes"])


@BOTH
@given(text=st.text(max_size=200))
def test_what_is_sealed_can_be_opened(suite, text):
    vault = Vault(suite, {"k1": OLD})
    assert vault.decrypt(vault.encrypt(text)) == text


@BOTH
def test_the_stored_form_names_suite_and_key_and_hides_the_rest(suite):
    vault = Vault(suite, {"k1": OLD})
    token = vault.encrypt(ID)
    version, label, nonce, sealed = token.split(":")
    assert (version, label) == ("v1", f"{suite}.k1")
    assert ID not in token
    assert vault.encrypt(ID) != token


@BOTH
def test_old_values_open_after_a_rotation_and_new_ones_use_the_new_key(suite):
    before = Vault(suite, {"k1": OLD})
    after = Vault(suite, {"k2": NEW, "k1": OLD})
    token = before.encrypt(ID)
    assert after.decrypt(token) == ID
    assert not after.is_current(token)
    assert after.encrypt(ID).startswith(f"v1:{suite}.k2:")
    assert after.index("p", ID) == before.index("p", ID), "look-up hashes must not change by a rotation"


def test_values_open_after_a_change_of_suite_and_are_found_by_either_hash():
    sm, aes = Vault("sm", {"k1": OLD}), Vault("aes", {"k1": OLD})
    assert aes.decrypt(sm.encrypt(ID)) == ID
    assert sm.index("p", ID) != aes.index("p", ID)
    assert set(aes.indexes("p", ID)) == set(sm.indexes("p", ID)) == {sm.index("p", ID), aes.index("p", ID)}
    assert aes.indexes("p", ID)[0] == aes.index("p", ID)


@BOTH
def test_a_changed_value_is_refused_and_nothing_of_it_shown(suite):
    vault = Vault(suite, {"k1": OLD})
    token = vault.encrypt(ID)
    for damaged in (
        token[:-6] + "AAAA==",
        token.replace(f"{suite}.k1", f"{'aes' if suite == 'sm' else 'sm'}.k1"),
        token[:30],
        "v1:a:b",
        "plain",
    ):
        with pytest.raises(CryptoError) as raised:
            vault.decrypt(damaged)
        assert ID not in str(raised.value)


def test_a_value_of_a_lost_key_says_which_key_is_wanted():
    token = Vault("sm", {"k0": LOST}).encrypt(ID)
    with pytest.raises(CryptoError, match="k0"):
        Vault("sm", {"k1": OLD}).decrypt(token)


def test_the_wrong_key_under_the_right_name_opens_nothing():
    token = Vault("sm", {"k1": LOST}).encrypt(ID)
    with pytest.raises(CryptoError, match="损坏"):
        Vault("sm", {"k1": OLD}).decrypt(token)


@pytest.mark.parametrize(
    ("suite", "keys"),
    [("des", {"k": OLD}), ("sm", {}), ("sm", {"k": b"short"}), ("sm", {"a.b": OLD}), ("sm", {"a:b": OLD})],
)
def test_unusable_keys_are_refused_at_once(suite, keys):
    with pytest.raises(CryptoError):
        Vault(suite, keys)


@BOTH
def test_the_hash_is_keyed_and_bound_to_its_purpose(suite):
    vault = Vault(suite, {"k1": OLD})
    one = vault.index("subject.id_number", ID)
    assert len(one) == 64
    assert one == vault.index("subject.id_number", ID)
    assert one != vault.index("applicant.id_number", ID)
    assert one != Vault(suite, {"k1": NEW}).index("subject.id_number", ID)


def test_the_settings_choose_keys_and_suite(settings):
    settings.CRYPTO_SUITE, settings.FIELD_KEYS = "aes", {"k1": OLD}
    token = crypto.encrypt(ID)
    assert token.startswith("v1:aes.k1:")
    settings.CRYPTO_SUITE, settings.FIELD_KEYS = "sm", {"k2": NEW, "k1": OLD}
    assert crypto.decrypt(token) == ID
    assert crypto.encrypt(ID).startswith("v1:sm.k2:")
    assert crypto.blind_index("p", ID) == crypto.blind_indexes("p", ID)[0]
    assert len(crypto.blind_indexes("p", ID)) == 4


def test_nothing_stays_nothing():
    assert crypto.encrypt("") == crypto.decrypt("") == crypto.blind_index("p", "") == ""
    assert crypto.blind_indexes("p", "") == []


class Vessel(models.Model):
    """A table of this test only."""

    secret = EncryptedTextField("秘密", blank=True)
    maybe = EncryptedTextField("也许", null=True)  # noqa: DJ001

    class Meta:
        app_label = "core"
        managed = False
        db_table = "test_vessel"

    def __str__(self) -> str:
        return f"vessel {self.pk}"


@pytest.fixture
def vessel_table(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE test_vessel (id serial PRIMARY KEY, secret text NOT NULL, maybe text)")


def stored(column: str = "secret") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM test_vessel")
        return cursor.fetchone()[0]


@pytest.mark.usefixtures("vessel_table")
class TestField:
    """The model field on a real table."""

    def test_the_database_holds_no_readable_text(self):
        Vessel.objects.create(secret=ID)
        assert stored().startswith("v1:")
        assert ID not in stored()
        assert Vessel.objects.get().secret == ID

    def test_empty_and_none_stay_as_they_are(self):
        Vessel.objects.create(secret="", maybe=None)
        assert stored() == ""
        assert stored("maybe") is None
        row = Vessel.objects.get(secret="", maybe__isnull=True)
        assert row.secret == ""
        assert row.maybe is None

    def test_neither_the_row_nor_the_value_shows_itself(self):
        fresh = Vessel(secret=ID)
        fresh.save()
        for row in (fresh, Vessel.objects.get()):
            assert ID not in repr(row.secret)
            assert ID not in repr(row.__dict__)
            assert ID not in repr([row.secret])
        assert ID not in repr(list(Vessel.objects.values("secret")))

    def test_saving_an_unchanged_row_leaves_the_stored_form_alone(self):
        Vessel.objects.create(secret=ID)
        before = stored()
        Vessel.objects.get().save()
        assert stored() == before

    def test_saving_after_a_rotation_seals_with_the_new_key(self, settings):
        settings.FIELD_KEYS = {"k1": OLD}
        Vessel.objects.create(secret=ID)
        settings.FIELD_KEYS = {"k2": NEW, "k1": OLD}
        Vessel.objects.get().save()
        assert ".k2:" in stored()
        assert Vessel.objects.get().secret == ID

    def test_update_and_bulk_writes_are_sealed_too(self):
        Vessel.objects.bulk_create([Vessel(secret="1"), Vessel(secret="2")])
        Vessel.objects.update(secret=ID)
        assert stored().startswith("v1:")
        assert [row.secret for row in Vessel.objects.all()] == [ID, ID]

    def test_expressions_pass_through(self):
        Vessel.objects.create(secret=ID, maybe="x")
        Vessel.objects.update(maybe=models.F("secret"))
        assert Vessel.objects.get().maybe == ID

    @pytest.mark.parametrize(
        "lookup",
        [
            {"secret": ID},
            {"secret__contains": "1949"},
            {"secret__in": [ID]},
            {"secret__startswith": "11"},
            {"secret__length": 18},
        ],
    )
    def test_searching_in_sealed_values_is_refused_with_the_way_out(self, lookup):
        with pytest.raises(FieldError, match="blind"):
            list(Vessel.objects.filter(**lookup))

    def test_a_tampered_value_is_loud(self):
        Vessel.objects.create(secret=ID)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE test_vessel SET secret = '110105194912310021'")
        with pytest.raises(CryptoError):
            Vessel.objects.get()


def test_a_secret_text_is_copied_pickled_and_written_like_a_text():
    secret = SecretText(ID, "v1:t")
    for twin in (copy.deepcopy(secret), pickle.loads(pickle.dumps(secret))):  # noqa: S301
        assert (twin, twin.token) == (ID, "v1:t")
    assert f"{secret}" == ID
    assert repr(SecretText("")) == "''"
