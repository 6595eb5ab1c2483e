package io.aaas.acceptance;

class AgentChangeTests extends AgentChangeContract {

}
