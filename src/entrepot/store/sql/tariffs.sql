-- name: list_measures(pack_id, market, prefixes, hs_code, day)
-- Measures of a market on a code, on the codes above it and on the lines below it.
-- ":" follows "9" in the order of characters, so the range is all codes that begin alike.
select *
from measure
where pack_id = :pack_id
    and market = :market
    and (hs_code = any(:prefixes) or (hs_code >= :hs_code and hs_code < :hs_code || ':'))
    and (cast(:day as date) is null or valid @> cast(:day as date))
order by hs_code, kind, regime, id;
