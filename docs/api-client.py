"""Read your matches, say that you are interested in the best one, and print what came of it; Python 3.11+."""

import json
import os
import urllib.request
import uuid

SITE, TOKEN = os.environ["SHOUTOU_URL"], os.environ["SHOUTOU_TOKEN"]


def ask(method: str, path: str, body: object = None) -> dict:
    """One request; a POST under a key, so that sending it again does nothing twice."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    headers |= {"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{SITE}/api/v1{path}", data, headers, method=method)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


best = ask("GET", "/matches?limit=1")["matches"][0]["pitch"]
ask("POST", f"/matches/{best['pitch_id']}/choice", {"choice": "interested"})
print(best["name"], ask("GET", "/introductions")["items"][0]["status"])
