// An agent's life through a client generated from docs/openapi.yaml: it must compile, and it must work.

import java.util.List;
import java.util.Map;

import generated.ApiClient;
import generated.ApiException;
import generated.api.AgentsApi;
import generated.api.ApprovalsApi;
import generated.api.EventsApi;
import generated.api.MessagesApi;
import generated.auth.ApiKeyAuth;
import generated.model.Agent;
import generated.model.AgentConfig;
import generated.model.AgentPatchRequest;
import generated.model.AgentRequest;
import generated.model.Approval;
import generated.model.ContentBlock;
import generated.model.DecisionRequest;
import generated.model.Event;
import generated.model.Message;
import generated.model.MessageContent;
import generated.model.MessageRequest;
import generated.model.Problem;
import generated.model.TextBlock;

class Life {

	public static void main(String[] arguments) throws Exception {
		ApiClient client = new ApiClient().setBasePath(arguments[0]);
		((ApiKeyAuth) client.getAuthentication("api_key")).setApiKey(arguments[1]);
		AgentsApi agents = new AgentsApi(client);
		MessagesApi messages = new MessagesApi(client);
		ApprovalsApi approvals = new ApprovalsApi(client);

		Agent agent = agents.createAgent(new AgentRequest().name("typed")
			.config(new AgentConfig().maxTurns(5).effort(AgentConfig.EffortEnum.LOW))
			.labels(Map.of("by", "test")), "create-1");
		check(agent.getStatus() == Agent.StatusEnum.RUNNING && agent.getConfig().getMaxTurns() == 5, agent);

		TextBlock text = new TextBlock().type(TextBlock.TypeEnum.TEXT).text("!reply hi");
		Message sent = messages.sendMessage(agent.getId(),
				new MessageRequest().message(new MessageContent(List.of(new ContentBlock(text)))), null, "send-1", null);
		Message again = messages.sendMessage(agent.getId(),
				new MessageRequest().message(new MessageContent(List.of(new ContentBlock(text)))), null, "send-1", null);
		check(again.getId().equals(sent.getId()), again);
		check("hi".equals(sent.getResponse()) && sent.getUsage().getNumTurns() == 1, sent);
		ContentBlock echoed = sent.getMessage().getListContentBlock().getFirst();
		check(echoed.getTextBlock().getText().equals("!reply hi"), echoed);

		Message asked = messages.sendMessage(agent.getId(),
				new MessageRequest().message(new MessageContent("!ask Which? | red | blue")), "wait=3", null, null);
		check(asked.getStatus() == Message.StatusEnum.WAITING_APPROVAL, asked);
		List<Approval> open = approvals.listApprovals(agent.getId(), "pending", null, null).getData();
		check(open.size() == 1, open);
		approvals.decideApproval(agent.getId(), open.getFirst().getId(),
				new DecisionRequest().answers(Map.of("Which?", "blue")), null);
		Message answered = messages.getMessage(agent.getId(), asked.getId(), 30, null, null, null);
		check(answered.getResponse().contains("blue"), answered);

		List<Event> events = new EventsApi(client)
			.listEvents(agent.getId(), null, 10, List.of("message.completed"), null, null)
			.getData();
		check(events.size() == 2 && events.getFirst().getMessageId().equals(sent.getId()), events);

		try {
			agents.createAgent(new AgentRequest().config(new AgentConfig().temperature(3.0)), null);
			throw new AssertionError("A temperature of 3 was taken");
		}
		catch (ApiException ex) {
			Problem problem = Problem.fromJson(ex.getResponseBody());
			check(ex.getCode() == 422 && "config.temperature".equals(problem.getField()), problem);
		}

		Agent changed = agents.updateAgent(agent.getId(),
				new AgentPatchRequest().name("renamed").config(new AgentConfig().maxTurns(6)));
		check(changed.getName().equals("renamed") && changed.getConfig().getMaxTurns() == 6, changed);
		check(agents.listAgents("running", null, "general", List.of("by:test"), "RENAMED", 10, null)
			.getData()
			.size() == 1, changed);
		check(agents.stopAgent(agent.getId(), null).getStatus() == Agent.StatusEnum.STOPPED, agent);
		agents.deleteAgent(agent.getId(), null);
		try {
			agents.getAgent(agent.getId());
			throw new AssertionError("The agent is still there");
		}
		catch (ApiException ex) {
			check(ex.getCode() == 404, ex);
		}
	}

	private static void check(boolean condition, Object shown) {
		if (!condition) {
			throw new AssertionError(shown);
		}
	}

}
