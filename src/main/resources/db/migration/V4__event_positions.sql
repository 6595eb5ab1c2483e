-- Where an event is in the order of commits, over all agents: what a reader of all of them goes on behind.
alter table events add column position bigint;

update events set position = numbered.n from (
	select agent_id as a, seq as s, row_number() over (order by at, agent_id, seq) as n from events) as numbered
where events.agent_id = numbered.a and events.seq = numbered.s;

create index events_by_position on events (tenant_id, position);

create index approvals_by_tenant on approvals (tenant_id, id);

create index agents_deleted on agents (deleted_at) where deleted_at is not null;
