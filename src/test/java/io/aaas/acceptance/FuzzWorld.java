package io.aaas.acceptance;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import tools.jackson.databind.JsonNode;

/**
 * What is there to be asked for, as far as replies have told.
 */
final class FuzzWorld {

	private final Set<String> agents = new LinkedHashSet<>();

	/** Pairs of an agent and one of its messages, or approvals. */
	private final Set<List<String>> messages = new LinkedHashSet<>();

	private final Set<List<String>> approvals = new LinkedHashSet<>();

	synchronized List<String> agents() {
		return List.copyOf(this.agents);
	}

	synchronized void learn(JsonNode reply) {
		String agent = reply.path("agent_id").asString("");
		if (reply.has("endpoint")) {
			this.agents.add(reply.path("id").asString(""));
		}
		else if (reply.has("attempt") && this.agents.contains(agent)) {
			this.messages.add(List.of(agent, reply.path("id").asString("")));
		}
		else if (reply.has("tool_name") && this.agents.contains(agent)) {
			this.approvals.add(List.of(agent, reply.path("id").asString("")));
		}
		reply.path("data").valueStream().filter(JsonNode::isObject).forEach(this::learn);
	}

	synchronized void forget(String id) {
		this.agents.remove(id);
		this.messages.removeIf((pair) -> pair.contains(id));
		this.approvals.removeIf((pair) -> pair.contains(id));
	}

	/**
	 * Values for the variables of a path: of something that is there, most of the time.
	 */
	synchronized List<String> ids(String path, FuzzValues values) {
		Set<List<String>> known = path.contains("{messageId}") ? this.messages
				: path.contains("{approvalId}") ? this.approvals
						: this.agents.stream().map(List::of).collect(Collectors.toCollection(LinkedHashSet::new));
		List<String> ids = new ArrayList<>((known.isEmpty() || values.chance(0.1))
				? List.of(UUID.randomUUID().toString(), UUID.randomUUID().toString()) : values.one(List.copyOf(known)));
		if (path.contains("{name}")) {
			return new ArrayList<>(List.of("general"));
		}
		if (path.contains("{seq}")) {
			ids = new ArrayList<>(List.of(ids.getFirst(), Integer.toString(values.below(12))));
		}
		return ids;
	}

}
