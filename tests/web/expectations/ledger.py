"""The ledger's proofs: keys and heads are everybody's."""

from tests.web.expectations import EVERYBODY, Expect

EXPECTATIONS = [
    Expect("ledger.keys", EVERYBODY, is_page=False),
]
