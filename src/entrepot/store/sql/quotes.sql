-- name: add_quote(reference, made_at, region, pack_version, origin, destination, hs_code, request, document)!
-- Adding the same reference again changes nothing, so it can be repeated after a fault.
insert into quote (
    reference, made_at, region, pack_version, origin, destination, hs_code, request, document
)
values (
    :reference, :made_at, :region, :pack_version, :origin, :destination, :hs_code,
    cast(:request as json), cast(:document as json)
)
on conflict (reference) do nothing;

-- name: find_quote(reference)^
-- A quote as it was given.
select reference, made_at, region, pack_version, request, document
from quote
where reference = :reference;

-- name: list_quotes(before, region, most)
-- Newest first, from just before the quote named in `before`, or from the newest.
select
    reference, made_at, region, pack_version, origin, destination, hs_code,
    document ->> 'on' as "on",
    document #>> '{origin,name}' as origin_name,
    document #>> '{destination,name}' as destination_name,
    json_array_length(document -> 'options') as options
from quote
where (
        cast(:before as text) is null
        or (made_at, reference) < (select made_at, reference from quote where reference = :before)
    )
    and (cast(:region as text) is null or region = :region)
order by made_at desc, reference desc
limit :most;
