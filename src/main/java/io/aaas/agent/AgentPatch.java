package io.aaas.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.aaas.claude.ControlRequest;
import io.aaas.claude.PermissionMode;
import io.aaas.event.EventType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a caller changes of an agent, as an RFC 7396 merge patch.
 *
 * @param name the new name; {@code null} to keep it
 * @param labels labels to set, or to remove where the value is {@code null}
 * @param config a merge patch of the configuration
 */
public record AgentPatch(@Nullable String name, @Nullable Map<String, @Nullable String> labels,
		@Nullable ObjectNode config) {

	/** What the CLI takes while it runs. */
	private static final Set<String> LIVE = Set.of("model", "permission_mode");

	/** What the service itself reads at each use. */
	private static final Set<String> OWN = Set.of("idle_timeout", "approval_timeout", "message_timeout");

	ConfigUpdate apply(AgentChange change, AgentConfigs configs) {
		ObjectNode before = change.agent().config();
		ObjectNode after = (this.config != null) ? configs.patched(before, this.config) : before;
		Map<String, String> labels = new LinkedHashMap<>(change.agent().labels());
		if (this.labels != null) {
			this.labels.forEach((key, value) -> {
				if (value == null) {
					labels.remove(key);
				}
				else {
					labels.put(key, value);
				}
			});
		}
		change.edit((edit) -> {
			edit.name = (this.name != null) ? this.name : edit.name;
			edit.labels = labels;
			edit.config = after;
		});
		change.event(EventType.AGENT_UPDATED, null, (data) -> {
			data.put("name", change.agent().name());
			data.set("labels", Documents.tree(labels));
			data.set("config", AgentConfigs.shown(after));
		});
		return update(before, after, configs.parse(after));
	}

	private static ConfigUpdate update(ObjectNode before, ObjectNode after, AgentConfig config) {
		Set<String> changed = new TreeSet<>(before.propertyNames());
		changed.addAll(after.propertyNames());
		changed.removeIf((field) -> before.path(field).equals(after.path(field)));
		List<ControlRequest> live = new ArrayList<>();
		if (changed.contains("model") && config.model() != null) {
			live.add(new ControlRequest.SetModel(config.model()));
		}
		if (changed.contains("permission_mode") && config.permissionMode() != null) {
			live.add(new ControlRequest.SetPermissionMode(PermissionMode.of(config.permissionMode())));
		}
		// What is taken away would stay in force in the process.
		changed.removeIf((field) -> LIVE.contains(field) && after.has(field));
		changed.removeAll(OWN);
		return new ConfigUpdate(live, !changed.isEmpty());
	}

}
