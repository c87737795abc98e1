-- What anybody may ask: whether a release stands, and the commitments of the draws.

-- name: find_release(release_no)^
select release_no, state, released_at from declaration where release_no = :release_no;

-- name: reveal_past(at, today)!
-- The keys of the days that are over are told from now on.
update risk_daykey set revealed_at = :at where day < :today and revealed_at is null;

-- name: list_days(since, today)
-- The commitments of days, newest first; a key only where it is told.
select day, commitment, case when revealed_at is not null and day < :today then key end as key, revealed_at
from risk_daykey where day >= :since order by day desc;
