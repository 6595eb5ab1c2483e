package io.aaas.acceptance;

class LifecycleTests extends LifecycleContract {

}
