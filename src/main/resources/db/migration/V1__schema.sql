-- One schema for SQLite and PostgreSQL: ids are UUIDv7 text, times epoch milliseconds, documents JSON text
-- that is never queried, and there are no booleans and no sequences.

create table agents (
	id text not null primary key,
	tenant_id text not null,
	name text not null,
	status text not null,
	activity text,
	template text not null,
	config text not null,
	labels text not null,
	working_directory text not null,
	owns_working_directory integer not null,
	node text not null,
	epoch bigint not null,
	last_seq bigint not null,
	launch integer not null,
	pid bigint,
	session_id text not null,
	messages_count bigint not null,
	queue_length integer not null,
	usage text not null,
	last_error text,
	created_at bigint not null,
	updated_at bigint not null,
	last_active_at bigint not null,
	deleted_at bigint
);

create index agents_by_tenant on agents (tenant_id, id) where deleted_at is null;

create table agent_labels (
	agent_id text not null references agents (id) on delete cascade,
	tenant_id text not null,
	k text not null,
	v text not null,
	primary key (agent_id, k)
);

create index agent_labels_by_value on agent_labels (tenant_id, k, v);

create table messages (
	id text not null primary key,
	tenant_id text not null,
	agent_id text not null references agents (id) on delete cascade,
	position bigint not null,
	status text not null,
	content text not null,
	context text,
	timeout_ms bigint not null,
	attempt integer not null,
	redeliveries integer not null,
	cli_uuid text not null,
	launch integer,
	delivery text,
	response text,
	structured_output text,
	error text,
	usage text,
	created_at bigint not null,
	started_at bigint,
	finished_at bigint
);

create index messages_by_agent on messages (agent_id, position);

create index messages_unfinished on messages (agent_id) where finished_at is null;

create table events (
	agent_id text not null references agents (id) on delete cascade,
	seq bigint not null,
	tenant_id text not null,
	message_id text,
	type text not null,
	at bigint not null,
	data text not null,
	primary key (agent_id, seq)
);

create index events_by_message on events (message_id, seq) where message_id is not null;

-- The whole data of an event that is too large for its row, in parts in order.
create table event_payloads (
	agent_id text not null,
	seq bigint not null,
	part integer not null,
	content text not null,
	primary key (agent_id, seq, part),
	foreign key (agent_id, seq) references events (agent_id, seq) on delete cascade
);

create table approvals (
	id text not null primary key,
	tenant_id text not null,
	agent_id text not null references agents (id) on delete cascade,
	message_id text,
	launch integer not null,
	request_id text not null,
	status text not null,
	tool_name text not null,
	question text not null,
	decision text,
	reason text,
	created_at bigint not null,
	expires_at bigint not null,
	decided_at bigint,
	delivered_at bigint
);

create index approvals_by_agent on approvals (agent_id, id);

create index approvals_open on approvals (tenant_id, id) where delivered_at is null;

-- One start of the CLI. Committed before the process is started; the processes after it.
create table launches (
	agent_id text not null references agents (id) on delete cascade,
	n integer not null,
	node text not null,
	cli_version text not null,
	session_id text not null,
	processes text not null,
	spool text not null,
	spool_offset bigint not null,
	errors text not null,
	errors_offset bigint not null,
	cost_baseline double precision not null,
	cost_total double precision not null,
	started_at bigint not null,
	ended_at bigint,
	exit_code integer,
	reason text,
	primary key (agent_id, n)
);

create index launches_open on launches (agent_id) where ended_at is null;

create table idempotency_keys (
	tenant_id text not null,
	k text not null,
	operation text not null,
	request_hash text not null,
	resource_id text not null,
	created_at bigint not null,
	primary key (tenant_id, k)
);

create index idempotency_keys_by_age on idempotency_keys (created_at);

-- What each turn cost: one row a turn and model.
create table usage (
	id text not null primary key,
	tenant_id text not null,
	agent_id text not null,
	message_id text,
	key_id text,
	model text not null,
	input_tokens bigint not null,
	output_tokens bigint not null,
	cache_read_tokens bigint not null,
	cache_write_tokens bigint not null,
	cost_usd double precision not null,
	at bigint not null
);

create index usage_by_time on usage (tenant_id, at);
