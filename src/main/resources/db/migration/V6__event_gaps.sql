-- How far each agent's log was removed: who reads all agents, from further back, is told. It goes with the agent.
create table event_gaps (
	agent_id text primary key references agents (id) on delete cascade,
	tenant_id text not null,
	seq bigint not null,
	at bigint not null,
	position bigint not null
);

create index event_gaps_by_position on event_gaps (tenant_id, position);
