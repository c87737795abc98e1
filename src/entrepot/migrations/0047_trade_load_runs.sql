-- Lines of trade may be loaded as a long run.
-- depends: 0044_trade_run_kept

alter table trade_run drop constraint trade_run_model_check;
alter table trade_run add constraint trade_run_model_check check (model in ('gravity', 'equilibrium', 'load'));
