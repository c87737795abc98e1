delete from trade_run where model = 'load';
alter table trade_run drop constraint trade_run_model_check;
alter table trade_run add constraint trade_run_model_check check (model in ('gravity', 'equilibrium'));
