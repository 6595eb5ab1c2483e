package io.aaas.acceptance;

class MessageTests extends MessageContract {

}
