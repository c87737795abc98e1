"""The bounded memory."""

from concurrent.futures import ThreadPoolExecutor

from entrepot.corridors.memory import Memory


def test_a_value_is_made_once_and_then_remembered():
    made = []
    memory = Memory(most=2)
    for _ in range(3):
        memory.get("a", lambda: made.append(1))

    assert len(made) == 1


def test_the_value_used_longest_ago_is_forgotten():
    memory = Memory(most=2)
    for key in ("a", "b", "a", "c"):
        memory.get(key, lambda key=key: key)

    assert memory.get("a", lambda: "new") == "a"
    assert memory.get("b", lambda: "new") == "new"


def test_many_threads_may_use_it_at_once():
    memory = Memory(most=3)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda i: memory.get(i % 7, lambda: i % 7), range(2000)))

    assert found == [i % 7 for i in range(2000)]
