"""Type-checks the clients in TypeScript with `tsc --strict` and runs them with Node against the loopback server.

Run it by itself, after `npm ci` in `tests/clients/typescript`: python -m clients.typescript_check, with `src` and
`tests` in PYTHONPATH. It prints what was tried and ends with 1 where something is not as it must be.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from _pytest.outcomes import Skipped

from clients.api import SECRET, USER, Api, Fault, serving
from clients.cases import CASES, SECURED, Case
from clients.odd import LISTED, ODD, odd_page
from clients.page import page_of_tree, write_clients
from clients.test_clients_behave import BODY, CONTENT, FIELD_ERRORS, KEY, SIGNED, UPLOADS, refusing, uploading
from clients.test_clients_walk import ALL
from clients.whole import Whole, real, sample

FOLDER = Path(__file__).parent / "typescript"
BUILT = FOLDER / "built"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A step of the driver, and what tells whether its result is right: an empty text, or what is wrong."""

    name: str
    step: dict[str, Any]
    wrong: Callable[[dict[str, Any]], str]


def given(value: Any) -> Callable[[dict[str, Any]], str]:
    """Return what tells whether a step gave a value."""
    return lambda result: "" if result.get("value") == value else f"{result} is not {value}"


class Trials:
    """Collects pages, servers and steps."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._folders: dict[str, str] = {}
        self.trials: list[Trial] = []

    def module(self, page: str) -> str:
        """Write the client of a page and return what the driver imports."""
        if page not in self._folders:
            name = f"client-{len(self._folders)}"
            (BUILT / name).mkdir(parents=True)
            write_clients(page, BUILT / name)
            self._folders[page] = f"./built/{name}/client.js"
        return self._folders[page]

    def serve(self, api: Api) -> Api:
        """Serve until all is done."""
        return self._stack.enter_context(serving(api))

    def add(self, name: str, page: str, wrong: Callable[[dict[str, Any]], str], **step: Any) -> None:
        self.trials.append(Trial(name=name, step={"module": self.module(page), **step}, wrong=wrong))


def walks(trials: Trials) -> None:
    for name, case in CASES.items():
        api = trials.serve(Api(case.document, {"/things": case.listing}))
        arguments = [] if case.first is None else [case.first]
        more = {"list": "listThings", "key": case.key, "arguments": arguments, "options": {"baseUrl": api.url}}
        trials.add(f"walks {name}", page_of_tree(case.document), given(ALL), **more)


def credentials(trials: Trials) -> None:
    for name, (case, arguments, _) in SECURED.items():
        api = trials.serve(api_of(case))
        words = {"api_key": "apiKey"}
        right = {words.get(key, key): USER if key == "user" else SECRET for key in arguments}
        page = page_of_tree(case.document)
        trials.add(f"sends {name}", page, given(ALL), list="listThings", options={"baseUrl": api.url, **right})
        if right:
            wrong = {"baseUrl": api.url, **dict.fromkeys(right, "wrong")}
            trials.add(f"fails with a wrong {name}", page, failed(401), list="listThings", options=wrong)


def api_of(case: Case, *faults: Fault) -> Api:
    api = Api(case.document, {"/things": case.listing})
    api.faults += faults
    return api


def failed(status: int, **more: Any) -> Callable[[dict[str, Any]], str]:
    """Return what tells whether a step failed with a status, fields and waits."""

    def wrong(result: dict[str, Any]) -> str:
        wanted = {"status": status, **more}
        return (
            "" if wanted.items() <= {**result, "waits": len(result["waits"])}.items() else f"{result} is not {wanted}"
        )

    return wrong


def refused(words: str) -> Callable[[dict[str, Any]], str]:
    """Return what tells whether a step failed with a message that has the words."""
    return lambda result: "" if words in result.get("error", "") else str(result)


def waited(wanted: list[float]) -> Callable[[dict[str, Any]], str]:
    """Return what tells whether a list came whole after waits."""
    return lambda result: "" if (result.get("value"), result["waits"]) == (ALL, wanted) else f"{result}"


def retries(trials: Trials) -> None:
    case = CASES["a URL in the body"]
    page = page_of_tree(case.document)
    asked = Fault(status=429, headers={"Retry-After": "7"})
    listed, sent = {"list": "listThings"}, {"request": ["POST", "/things", {"json": {"a": 1}}]}
    hour = Fault(status=429, headers={"Retry-After": "3600"})
    elsewhere = Fault(status=200, body={"items": [], "next": "http://evil.example/"})
    away = Fault(status=302, headers={"Location": "http://evil.example/"})
    for name, faults, wrong, step in (
        ("follows no redirect", [away], failed(302, waits=0), listed),
        ("waits as a 429 asks", [asked], waited([7]), listed),
        ("waits no hour", [hour], failed(429, waits=0), listed),
        ("gives up", [Fault(status=503)] * 9, failed(503, waits=4), listed),
        ("sends no POST twice", [Fault(status=503)], failed(503, waits=0), sent),
        ("sends a POST again after 429", [asked, Fault(status=404)], failed(404, waits=1), sent),
        (
            "follows no link to another server",
            [elsewhere],
            refused("http://evil.example/ is not on the server"),
            listed,
        ),
    ):
        api = trials.serve(api_of(case, *faults))
        trials.add(name, page, wrong, options={"baseUrl": api.url}, **step)


def errors(trials: Trials) -> None:
    for name, (schema, body, fields) in FIELD_ERRORS.items():
        document = refusing(schema)
        api = Api(document, {})
        api.faults.append(Fault(status=422, body=body))
        options = {"baseUrl": trials.serve(api).url}

        def wrong(result: dict[str, Any], fields: dict[str, list[str]] = fields) -> str:
            return "" if (result.get("status"), result.get("fields")) == (422, fields) else f"{result} is not {fields}"

        trials.add(f"tells {name}", page_of_tree(document), wrong, request=["POST", "/things"], options=options)


def uploads(trials: Trials) -> None:
    for name, (content, parts) in UPLOADS.items():
        document = uploading(content)
        api = trials.serve(Api(document, {}))

        def wrong(result: dict[str, Any], api: Api = api) -> str:
            (request,) = api.requests
            right = result.get("value") == 200 and CONTENT in request.body and request.path == "/cars/a%2Fb/photos"
            return "" if right and request.query == (("part no", "7"),) else f"{result}, {request}"

        trials.add(
            f"sends {name}",
            page_of_tree(document),
            wrong,
            upload="uploadPhotos",
            before=["a/b", "7"],
            content=base64.b64encode(CONTENT).decode(),
            after=["a file.png", *parts.values()] if parts else [],
            options={"baseUrl": api.url},
        )


def signatures(trials: Trials) -> None:
    for name, (document, signature, _, arguments) in SIGNED.items():
        page = page_of_tree(document)
        more = [argument.replace("sha256", "SHA-256") for argument in arguments]
        more += [""] if name in ("Base64", "hex or Base64") else []
        for sent, secret, right in ((signature, KEY, True), (f"{signature}0", KEY, False), (signature, "no", False)):
            step = [BODY.decode(), sent, secret, *more]
            trials.add(f"checks a signature, {name}", page, given(right), genuine=step)


def odd(trials: Trials) -> None:
    for name in ODD:
        api = trials.serve(Api(ODD[name], LISTED[name]))
        more = {"list": "listThings", "arguments": ["a/b"], "options": {"baseUrl": api.url, "apiKey": SECRET}}
        trials.add(f"is not confused by {name}", odd_page(name), given(ALL), **more)


def whole(trials: Trials) -> None:
    for name, document in wholes().items():
        for walked in document.lists():
            api = trials.serve(Api(document.tree, {walked.path: walked.listing}))
            options = {"baseUrl": api.url, "token": SECRET}
            step = {"list": walked.typescript, "options": options}
            trials.add(f"walks {walked.path} of {name}", document.page, given(ALL), **step)


def wholes() -> dict[str, Whole]:
    """Return the sample, and the vendor's document where it is at hand."""
    with suppress(Skipped):
        return {"the sample": sample(), "the vendor's document": real()}
    return {"the sample": sample()}


def tsc(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["npx", "--no-install", "tsc", *arguments]
    return subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)


def main() -> int:
    shutil.rmtree(BUILT, ignore_errors=True)
    with ExitStack() as stack:
        trials = Trials(stack)
        for collect in (walks, credentials, retries, errors, uploads, signatures, odd, whole):
            collect(trials)
        checked = subprocess.run(
            ["npx", "--no-install", "tsc"], cwd=FOLDER, capture_output=True, text=True, check=False
        )
        if checked.returncode:
            print(checked.stdout, checked.stderr)
            return 1
        steps = json.dumps([trial.step for trial in trials.trials])
        done = subprocess.run(
            ["node", "driver.mjs"], cwd=FOLDER, input=steps, capture_output=True, text=True, check=False, timeout=300
        )
        if done.returncode:
            print(done.stdout, done.stderr)
            return 1
        results = json.loads(done.stdout)
        wrong = [
            f"{trial.name}: {said}"
            for trial, result in zip(trials.trials, results, strict=True)
            if (said := trial.wrong(result))
        ]
    version = subprocess.run(
        ["npx", "--no-install", "tsc", "--version"], cwd=FOLDER, capture_output=True, text=True, check=True
    )
    clients = len(list(BUILT.iterdir()))
    print(f"{version.stdout.strip()} --strict: {clients} clients; {len(results)} trials, {len(wrong)} wrong")
    print("\n".join(wrong))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
