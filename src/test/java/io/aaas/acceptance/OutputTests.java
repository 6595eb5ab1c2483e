package io.aaas.acceptance;

class OutputTests extends OutputContract {

}
