-- What a filing asks of a firm's past, by the index however long that past is: a planner that
-- knows little of a table yet would read all of the firm's declarations to count a hundred.
-- depends: 0002_window

alter function history_of set enable_bitmapscan = off;
alter function history_of set enable_sort = off;
