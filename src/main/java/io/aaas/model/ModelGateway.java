package io.aaas.model;

import java.util.List;
import java.util.Map;

import org.springframework.stereotype.Component;

/**
 * The way from an agent's CLI to its model.
 */
@Component
public final class ModelGateway {

	ModelGateway(ModelProperties properties) {
	}

	/**
	 * Who answers the agents.
	 * @return the backend, settled once at the start
	 */
	public ModelBackend backend() {
		return ModelBackend.OFFLINE;
	}

	/**
	 * Whether agents can reach a model.
	 * @return {@code false} if there are no usable credentials; {@link #reason()} names
	 * the remedies
	 */
	public boolean ready() {
		return true;
	}

	/**
	 * Why the backend is what it is, or why it is not ready, in one line for people.
	 * @return a sentence without secrets
	 */
	public String reason() {
		return "";
	}

	/**
	 * Let one launch of an agent use the model. Opening again what is open, or what was
	 * open before a restart of the service, gives the same access.
	 * @param agentId the agent
	 * @param launch the number of the launch
	 * @param sandboxed whether the agent's tools are kept from the service's own files,
	 * so that hiding the real key from the CLI is worth the detour
	 * @return what the child process needs
	 * @throws io.aaas.problem.ProblemException {@code model_unavailable} if not
	 * {@link #ready()}
	 */
	public ModelAccess open(String agentId, int launch, boolean sandboxed) {
		return new ModelAccess(Map.of(), List.of());
	}

	/**
	 * End the access of a launch: its token is refused from now on and its calls in
	 * flight are broken off.
	 * @param agentId the agent
	 * @param launch the number of the launch
	 */
	public void close(String agentId, int launch) {
	}

}
