-- An agent whose process was started before it was asked for has an id that is older than itself.
drop index agents_by_tenant;
create index agents_by_tenant on agents (tenant_id, created_at, id) where deleted_at is null;
-- Rows lie in this order, so that most pages are read in one go.
create index agents_by_age on agents (created_at, id) where deleted_at is null;
