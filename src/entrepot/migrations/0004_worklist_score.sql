-- Officers may read their work by score: a task keeps the score it was opened with.
-- depends: 0003_history

alter table task add column score integer not null default 0;
alter table task no force row level security;
alter table declaration no force row level security;
update task t set score = d.score from declaration d where d.id = t.declaration_id and d.score is not null;
alter table task force row level security;
alter table declaration force row level security;
create index task_work_by_score on task (office, kind, (-score), due_at, id) where closed_at is null;
