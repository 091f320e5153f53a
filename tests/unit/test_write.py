"""The bundle on disk: all or nothing, only what changed, only what is ours."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from alternating import page

from ampeco_refgen.errors import ExitCode, OutputError
from ampeco_refgen.lock import locked
from ampeco_refgen.write import OWNER_MARK, RenderedFile, current_text, plan, publish

CATALOG = RenderedFile(path="reference/catalog.json", text='{"generator": "ampeco-refgen", "version": "1"}\n')
SKILL = RenderedFile(path="SKILL.md", text="# Skill\n")


BUNDLE = (SKILL, page("index"), page("resources/sessions"), page("actions/evse"), CATALOG)


def tree(root: Path) -> dict[str, bytes]:
    """Return all files below a folder with their content."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def as_tree(files: tuple[RenderedFile, ...]) -> dict[str, bytes]:
    """Return the files of a bundle as they should be on disk."""
    return {file.path: file.text.encode() for file in files}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder that holds the bundle."""
    publish(tmp_path / "skill", BUNDLE)
    return tmp_path / "skill"


# ------------------------------------------------------------------------------------------------ what is written


def test_a_new_folder_gets_exactly_the_bundle(tmp_path: Path) -> None:
    root = tmp_path / "new folder" / "skill"
    report = publish(root, BUNDLE)
    assert tree(root) == as_tree(BUNDLE)
    assert set(report.written) == set(as_tree(BUNDLE))
    assert (report.removed, report.unchanged) == ((), ())


def test_nothing_is_touched_when_nothing_changed(root: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in [root, *root.rglob("*")]}
    for folder in (root, root / "reference"):
        folder.chmod(0o555)
    report = publish(root, BUNDLE)
    for folder in (root, root / "reference"):
        folder.chmod(0o755)
    assert report.written == report.removed == plan(root, BUNDLE).drift == ()
    assert {path: path.stat().st_mtime_ns for path in [root, *root.rglob("*")]} == before


def test_only_what_differs_is_written(root: Path) -> None:
    before = (root / "reference/index.md").stat()
    changed = (*BUNDLE[:3], page("actions/evse", "other"), CATALOG)
    assert plan(root, changed).drift == ("reference/actions/evse.md",)
    assert publish(root, changed).written == ("reference/actions/evse.md",)
    assert tree(root) == as_tree(changed)
    assert (root / "reference/index.md").stat().st_ino == before.st_ino


def test_a_plan_is_applied_as_it_was_shown(root: Path) -> None:
    planned = plan(root, BUNDLE[:3])
    assert planned.drift == ("reference/actions/evse.md",)
    assert publish(root, BUNDLE[:3], planned).removed == ("reference/actions/evse.md",)
    assert "reference/catalog.json" in tree(root)


def test_stale_pages_go_and_what_the_user_wrote_stays(root: Path) -> None:
    (root / "reference/actions/notes.txt").write_text("mine")
    (root / "reference/resources/mine.md").write_text("# Mine\n")
    (root / "reference/empty").mkdir()
    kept = (SKILL, page("index"), CATALOG)
    report = publish(root, kept)
    assert report.removed == ("reference/actions/evse.md", "reference/resources/sessions.md")
    assert tree(root).keys() - as_tree(kept).keys() == {"reference/actions/notes.txt", "reference/resources/mine.md"}


def test_folders_that_a_removal_empties_go_too(root: Path) -> None:
    publish(root, (*BUNDLE, page("a/b/c")))
    publish(root, BUNDLE)
    assert not (root / "reference/a").exists()


def test_line_ends_of_a_windows_checkout_are_no_drift(root: Path) -> None:
    for name, content in tree(root).items():
        (root / name).write_bytes(content.replace(b"\n", b"\r\n"))
    assert plan(root, BUNDLE).drift == ()
    publish(root, (page("index", "new"), *BUNDLE[2:], SKILL))
    assert (root / "reference/index.md").read_bytes() == page("index", "new").text.replace("\n", "\r\n").encode()


def test_mixed_line_ends_are_written_as_given(root: Path) -> None:
    (root / "SKILL.md").write_bytes(b"a\r\nb\n")
    assert "SKILL.md" in plan(root, BUNDLE).drift
    mixed = RenderedFile(path="SKILL.md", text="a\r\nb\nc")
    publish(root, (mixed, *BUNDLE[1:]))
    assert (root / "SKILL.md").read_bytes() == b"a\r\nb\nc"


def test_permissions_are_kept(root: Path) -> None:
    (root / "SKILL.md").chmod(0o640)
    publish(root, (RenderedFile(path="SKILL.md", text="new\n"), *BUNDLE[1:]))
    assert stat.S_IMODE((root / "SKILL.md").stat().st_mode) == 0o640


def test_current_text_is_exact(root: Path) -> None:
    (root / "SKILL.md").write_bytes("\ufeffa\r\nb\n\nc".encode())
    assert current_text(root, "SKILL.md") == "\ufeffa\r\nb\n\nc"
    assert current_text(root, "reference/none.md") is None
    (root / "SKILL.md").write_bytes(b"caf\xe9")
    with pytest.raises(OutputError, match=r"not UTF-8 text: .* at byte 3"):
        current_text(root, "SKILL.md")


# ------------------------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize("path", ["/etc/x", "../x", "a/../x", "a//b", "", ".", "a\\b", "C:x", "a\x00b"])
def test_a_path_out_of_the_bundle_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(OutputError, match="not a path below"):
        plan(tmp_path, (RenderedFile(path=path, text=""),))


def test_paths_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="two files"):
        plan(tmp_path, (page("Users"), page("users")))


def test_a_link_that_leads_out_is_refused(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "resources").mkdir(parents=True)
    (outside / "resources/stale.md").write_text(f"{OWNER_MARK}\n")
    (root / "reference/resources/sessions.md").unlink()
    (root / "reference/resources").rmdir()
    (root / "reference/resources").symlink_to(outside / "resources")
    with pytest.raises(OutputError, match="symbolic link"):
        publish(root, BUNDLE)
    kept = publish(root, (SKILL, page("index"), CATALOG))
    assert kept.removed == ("reference/actions/evse.md",)
    assert tree(outside) == {"resources/stale.md": f"{OWNER_MARK}\n".encode()}


def test_a_link_to_a_file_that_leads_out_is_refused(root: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs.md").write_text("theirs")
    (root / "SKILL.md").unlink()
    (root / "SKILL.md").symlink_to(tmp_path / "theirs.md")
    with pytest.raises(OutputError, match="symbolic link"):
        publish(root, BUNDLE)
    assert (tmp_path / "theirs.md").read_text() == "theirs"


def test_links_within_the_bundle_are_followed(root: Path) -> None:
    (root / "docs").mkdir()
    (root / "SKILL.md").rename(root / "docs/skill.md")
    (root / "SKILL.md").symlink_to("docs/skill.md")
    publish(root, (RenderedFile(path="SKILL.md", text="new\n"), *BUNDLE[1:]))
    assert (root / "SKILL.md").is_symlink()
    assert (root / "docs/skill.md").read_text() == "new\n"


def test_a_circle_of_links_is_refused(root: Path) -> None:
    (root / "SKILL.md").unlink()
    (root / "SKILL.md").symlink_to("SKILL.md")
    with pytest.raises(OutputError, match=r"SKILL\.md"):
        publish(root, BUNDLE)


@pytest.mark.parametrize("taken", ["", "reference", "reference/actions"])
def test_a_file_in_the_place_of_a_folder_is_refused(tmp_path: Path, taken: str) -> None:
    root = tmp_path / "skill"
    (root / taken).parent.mkdir(parents=True, exist_ok=True)
    (root / taken).write_text("a file")
    with pytest.raises(OutputError, match="Not a directory") as caught:
        publish(root, BUNDLE)
    assert caught.value.exit_code == ExitCode.CANNOT_WRITE
    assert (root / taken).read_text() == "a file"


def test_a_folder_in_the_place_of_a_file_is_refused(root: Path) -> None:
    (root / "SKILL.md").unlink()
    (root / "SKILL.md").mkdir()
    with pytest.raises(OutputError, match=r"SKILL\.md: Is a directory"):
        publish(root, BUNDLE)


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="name too long"):
        publish(tmp_path / ("x" * 300), BUNDLE)


# ------------------------------------------------------------------------------------------------ what goes wrong


@pytest.mark.parametrize("at", [1, 3, 6])
def test_a_full_disk_changes_nothing(root: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    before, calls = tree(root), iter(range(1, 100))

    def full(_: int) -> None:
        if next(calls) == at:
            raise OSError(errno.ENOSPC, "No space left on device")

    changed = (*(page(f"new/{number}") for number in range(8)), CATALOG)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device") as caught:
        publish(root, changed)
    assert caught.value.exit_code == ExitCode.CANNOT_WRITE
    assert str(root) in caught.value.message
    assert tree(root) == before
    assert not (root / "reference/new").exists()


def test_an_interrupt_while_writing_changes_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree(root)

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish(root, (page("new"), CATALOG))
    assert tree(root) == before


def test_a_failure_while_replacing_leaves_whole_files_and_the_old_catalog(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, replace, calls = tree(root), os.replace, iter(range(1, 100))

    def failing(source: Path, target: Path) -> None:
        if next(calls) == 3:
            raise OSError(errno.EIO, "Input/output error")
        replace(source, target)

    new_catalog = RenderedFile(path=CATALOG.path, text='{"generator": "ampeco-refgen", "version": "2"}\n')
    changed = (SKILL, page("index", "2"), page("resources/sessions", "2"), page("actions/evse", "2"), new_catalog)
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", failing)
        with pytest.raises(OutputError, match="Input/output error"):
            publish(root, changed)
    after = tree(root)
    assert after.keys() == before.keys()
    assert all(content in (before[path], as_tree(changed)[path]) for path, content in after.items())
    assert after[CATALOG.path] == before[CATALOG.path]
    assert plan(root, changed).drift
    publish(root, changed)
    assert tree(root) == as_tree(changed)


def test_the_catalog_is_replaced_last(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    replace = os.replace
    monkeypatch.setattr(
        os, "replace", lambda source, target: (order.append(Path(target).name), replace(source, target))
    )
    publish(root, (page("zz"), page("index", "new"), RenderedFile(path=CATALOG.path, text="{}\n")))
    assert sorted(order) == ["catalog.json", "index.md", "zz.md"]
    assert order[-1] == "catalog.json"


def test_what_a_killed_run_left_is_seen_and_removed(root: Path) -> None:
    for name in (".SKILL.md.0123abcd.refgen", "reference/.index.md.89abcdef.refgen"):
        (root / name).write_text("half")
    assert len(plan(root, BUNDLE).drift) == 2
    publish(root, BUNDLE)
    assert tree(root) == as_tree(BUNDLE)


def test_a_second_run_is_told_to_wait(root: Path) -> None:
    before = tree(root)
    with locked(root), pytest.raises(OutputError, match="another run is writing"):
        publish(root, (page("new"), CATALOG))
    assert tree(root) == before
    with locked(root):
        assert publish(root, BUNDLE).written == ()
    assert publish(root, (*BUNDLE, page("new"))).written == ("reference/new.md",)
