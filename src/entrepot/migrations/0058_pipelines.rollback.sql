drop table promotion_scope, project_list, stage_event, event_import, project, pipeline_stage, pipeline;
drop function is_of_promotion;
drop function is_promoter;
drop function sees_all_projects;
drop function project_list_stays;
drop function project_stays;
drop function refers_to_project;
