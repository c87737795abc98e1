alter function history_of reset enable_bitmapscan;
alter function history_of reset enable_sort;
