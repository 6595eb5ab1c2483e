-- What the reply to a message is held to: a JSON Schema.
alter table messages add column output_schema text;
