package io.aaas.acceptance;

class IdempotencyTests extends IdempotencyContract {

}
