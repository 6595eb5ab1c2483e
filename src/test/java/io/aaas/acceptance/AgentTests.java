package io.aaas.acceptance;

class AgentTests extends AgentContract {

}
