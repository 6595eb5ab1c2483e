-- What a message asks for when its turn is cut off by something that is nobody's wish.

alter table messages add column on_interrupt text not null default 'fail';
