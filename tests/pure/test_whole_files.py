"""A file is replaced only once the new one is complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from pareta_core.whole_files import remove_unfinished, replacing


@pytest.mark.parametrize("name", ["a.txt", "é" * 100 + ".txt", "x" * 250])
def test_a_file_is_replaced_by_the_new_one(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("old")
    with replacing(path) as new:
        new.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert [*tmp_path.iterdir()] == [path]


def test_a_file_stays_as_it_is_if_the_new_one_is_not_complete(tmp_path: Path) -> None:
    def interrupted(new: Path) -> None:
        new.write_text("half")
        raise KeyboardInterrupt

    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), replacing(path) as new:
        interrupted(new)
    assert path.read_text() == "old"
    assert [*tmp_path.iterdir()] == [path]


def test_a_link_points_where_it_did(tmp_path: Path) -> None:
    path, link = tmp_path / "a.txt", tmp_path / "link"
    link.symlink_to(path)
    with replacing(link) as new:
        new.write_text("new")
    assert link.is_symlink()
    assert path.read_text() == "new"


def test_what_killed_processes_have_left_of_a_file_is_removed_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 100)
    writing = replacing(path)
    left = writing.__enter__()  # a process that is killed never leaves the block
    left.write_text("half")
    others = [tmp_path / name for name in (".y.1.unfinished", f".{path.name}.txt", "z.unfinished")]
    for each in others:
        each.touch()
    remove_unfinished(path)
    assert {*tmp_path.iterdir()} == {*others}
