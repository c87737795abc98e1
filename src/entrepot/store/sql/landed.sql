-- name: add_landed(reference, made_at, region, pack_version, question, request, document)!
-- Adding the same reference again changes nothing, so it can be repeated after a fault.
insert into landed_quote (
    reference, made_at, region, pack_version, question, request, document
)
values (
    :reference, :made_at, :region, :pack_version, :question,
    cast(:request as json), cast(:document as json)
)
on conflict (reference) do nothing;

-- name: find_landed(reference)^
-- A landed cost as it was told.
select reference, made_at, region, pack_version, question, request, document
from landed_quote
where reference = :reference;

-- name: find_newest_landed(question)^
-- The newest that answers a question.
select reference, made_at, region, pack_version, question, request, document
from landed_quote
where question = :question
order by made_at desc, reference desc
limit 1;
