"""The bundle of the sample, made once, and one written by hand for what the sample does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from ampeco_refgen.lookup.bundle import BundleFiles
from ampeco_refgen.lookup.search import SearchEntry, entries_of
from ampeco_refgen.pages.bundle import make_bundle
from documents import SAMPLE, catalog_of, findings_of


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("sample")
    for file in make_bundle(findings_of(catalog_of(SAMPLE))).files:
        (root / file.path).parent.mkdir(parents=True, exist_ok=True)
        (root / file.path).write_bytes(file.text.encode())
    return root


@pytest.fixture(scope="session")
def bundle(folder: Path) -> BundleFiles:
    return BundleFiles(folder)


@pytest.fixture(scope="session")
def entries(bundle: BundleFiles) -> tuple[SearchEntry, ...]:
    return tuple(entries_of(bundle))


BY_HAND = {
    "endpoints-index.md": """# Endpoints index

## shop

**[Orders](shop/orders.md)**

- [GET /api/orders/v1](calls/api/orders/v1/GET.md) Orders / List · **deprecated** · bare
- [GET /api/orders/v2](calls/api/orders/v2/GET.md) Orders / List · paging cursor
- [POST /api/orders/v2](calls/api/orders/v2/POST.md) Orders / Create a very long order of many words ·
  include `lines`
- [GET /api/orders/v2/{order}](calls/api/orders/v2/_/GET.md) Orders / Read · include `lines`
""",
    "calls/api/orders/v1/GET.md": """# GET /api/orders/v1

**Deprecated**: use [GET /api/orders/v2](../v2/GET.md)

operationId `oldOrders`

**Responses**

- `200` OK — bare list, 1 field
  - `id` integer
""",
    "calls/api/orders/v2/GET.md": """# GET /api/orders/v2

operationId `orders`

**Responses**

- `200` OK — `data[]` list, 1 field
  - `id` integer
""",
    "calls/api/orders/v2/POST.md": """# POST /api/orders/v2

operationId `makeOrder`

**Body** `application/json`, required

- `country` string, required — one of [country (3 values)](../../../../schemas/enums.md#country-3-values)
- `wrapping` object [Wrapping](../../../../schemas/wrapping.md)

**Responses**

- `201` Made — `data` object, what [GET …/v2/{order}](_/GET.md) returns
- `409` Sold out
""",
    "calls/api/orders/v2/_/GET.md": """# GET /api/orders/v2/{order}

operationId `order`

**Path**

- `order` integer, required

**Includes**

- `include[]=lines`

**Responses**

- `200` OK — `data` object, 3 fields
  - `id` integer
  - `delivery.town` string
  - `delivery.country` string — one of [country (3 values)](../../../../../schemas/enums.md#country-3-values)
""",
    "schemas-index.md": """# Schemas index

## Entities

- Order v1 **deprecated** ([GET orders/v1](calls/api/orders/v1/GET.md)): `id`
- Order v2 ([GET orders/v2/{order}](calls/api/orders/v2/_/GET.md)): `id delivery`

## Recursive and very large schemas

- [Wrapping](schemas/wrapping.md)
""",
    "schemas/wrapping.md": "# Wrapping\n\n**Fields**\n\n- `inner` object [Wrapping](wrapping.md)\n",
    "schemas/enums.md": "# Long enums\n\n## country (3 values)\n\n`AT`, `BG`, `CH`\n",
}


@pytest.fixture
def by_hand(tmp_path: Path) -> BundleFiles:
    for page, text in BY_HAND.items():
        path = tmp_path / "reference" / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"<!-- mark -->\n{text}", encoding="utf-8")
    return BundleFiles(tmp_path)
