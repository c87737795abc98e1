"""Lines of a file, a part at a time."""

import io

from entrepot.service.list_lines import FIRST_LINES, PART_LINES, read_parts


def test_parts_grow_from_a_small_one_and_lose_no_line() -> None:
    many = 3 * PART_LINES + 7
    parts = list(read_parts(io.BytesIO(b"{}\n" * many)))
    sizes = [len(part.lines) for part in parts]

    assert sizes[:3] == [FIRST_LINES, 2 * FIRST_LINES, 4 * FIRST_LINES]
    assert max(sizes) == PART_LINES
    assert [number for part in parts for number, _ in part.lines] == list(range(1, many + 1))
    assert sum(part.size_bytes for part in parts) == 3 * many
