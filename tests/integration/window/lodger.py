"""A program that lodges declaration after declaration and writes down what was acknowledged.

Run as `python -m tests.integration.window.lodger TAG THREADS`; ends when it is killed. Each
line of its output tells of a try, or of an acknowledgement with reference, number and instant.
"""

import sys
import threading
import time

from tests.integration.window.house import House, box

from entrepot.kernel.errors import OutsideError
from entrepot.service.window import open_window

EACH = 10_000  # containers of a thread


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def lodge_on(house: House, tag: int) -> None:
    """Lodge without end; what was interrupted is repeated under its key until it is answered."""
    for number in range(EACH):
        name = f"G{tag}X{number}"
        house.boxes[name] = box(tag * EACH + number)
        body = house.body(name)
        say("try", name)
        while True:
            try:
                house.arrive(house.boxes[name])
                document = house.lodge(body, name)
                break
            except OutsideError as error:
                say("outside", name, error.problems[0].code)
                time.sleep(0.02)
        say("ack", name, document["reference"], document["number"], time.time())


def main(tag: int, threads: int) -> None:
    with open_window("upland", connections=threads) as window:
        house = House(window, "")
        running = [
            threading.Thread(target=lodge_on, args=[house, tag + one], daemon=True)
            for one in range(threads)
        ]
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
