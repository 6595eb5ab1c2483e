package io.aaas.acceptance;

import org.springframework.test.context.ContextConfiguration;

@ContextConfiguration(initializers = PostgresDatabase.class)
class PostgresQueueTests extends QueueContract {

}
