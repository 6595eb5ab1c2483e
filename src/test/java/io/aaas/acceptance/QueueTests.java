package io.aaas.acceptance;

class QueueTests extends QueueContract {

}
