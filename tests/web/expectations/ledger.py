"""The ledger's proofs: keys and heads are everybody's, how the chain stands is the officer's."""

from tests.web.expectations import EVERYBODY, Expect

EXPECTATIONS = [
    Expect("ledger.keys", EVERYBODY, is_page=False),
    Expect("ledger.heads", EVERYBODY),
    Expect("ledger.heads_json", EVERYBODY, is_page=False),
    Expect("officer.ledger", frozenset({"sun"})),
]
