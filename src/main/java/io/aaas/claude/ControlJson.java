package io.aaas.claude;

import tools.jackson.databind.node.ObjectNode;

/**
 * What is written to the CLI's stdin, one line each.
 */
final class ControlJson {

	private ControlJson() {
	}

	static byte[] message(UserMessage message) {
		ObjectNode line = StreamJson.object();
		line.put("type", "user").put("uuid", message.uuid());
		line.putObject("message").put("role", "user").set("content", message.content());
		return StreamJson.line(line);
	}

	static byte[] request(String id, ControlRequest request) {
		ObjectNode line = StreamJson.object();
		line.put("type", "control_request").put("request_id", id);
		ObjectNode body = line.putObject("request");
		switch (request) {
			case ControlRequest.Initialize() -> body.put("subtype", "initialize");
			case ControlRequest.Interrupt() -> body.put("subtype", "interrupt");
			case ControlRequest.SetModel(String model) -> {
				body.put("subtype", "set_model");
				if (model != null) {
					body.put("model", model);
				}
			}
			case ControlRequest.SetPermissionMode(PermissionMode mode) ->
				body.put("subtype", "set_permission_mode").put("mode", mode.wire());
			case ControlRequest.GetContextUsage() -> body.put("subtype", "get_context_usage");
		}
		return StreamJson.line(line);
	}

	static byte[] answer(String requestId, PermissionAnswer answer) {
		ObjectNode line = StreamJson.object();
		line.put("type", "control_response");
		ObjectNode response = line.putObject("response");
		response.put("subtype", "success").put("request_id", requestId);
		ObjectNode body = response.putObject("response");
		switch (answer) {
			case PermissionAnswer.Allow allow -> {
				body.put("behavior", "allow").set("updatedInput", allow.updatedInput());
				if (allow.updatedPermissions() != null) {
					body.set("updatedPermissions", allow.updatedPermissions());
				}
			}
			case PermissionAnswer.Deny(String message, boolean interrupt) -> {
				body.put("behavior", "deny").put("message", message);
				if (interrupt) {
					body.put("interrupt", true);
				}
			}
		}
		return StreamJson.line(line);
	}

}
