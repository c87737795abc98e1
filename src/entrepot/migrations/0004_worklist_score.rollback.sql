drop index task_work_by_score;
alter table task drop column score;
