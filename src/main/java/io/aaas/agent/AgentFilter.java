package io.aaas.agent;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Which agents a listing returns; a {@code null} or empty part lets all pass.
 *
 * @param status the status
 * @param activity the activity
 * @param template the template's name, with or without {@code @version}
 * @param labels the labels it must have
 * @param text what its name must contain, in any case
 */
public record AgentFilter(@Nullable AgentStatus status, @Nullable Activity activity, @Nullable String template,
		Map<String, String> labels, @Nullable String text) {

	void conditions(StringBuilder sql, Map<String, Object> parameters) {
		if (this.status != null) {
			sql.append(" and status = :status");
			parameters.put("status", Documents.name(this.status));
		}
		if (this.activity != null) {
			sql.append(" and activity = :activity");
			parameters.put("activity", Documents.name(this.activity));
		}
		if (this.template != null) {
			sql.append(" and (template = :template or template like :template_name escape '\\')");
			parameters.put("template", this.template);
			parameters.put("template_name", escaped(this.template) + "@%");
		}
		if (this.text != null) {
			sql.append(" and lower(name) like lower(:text) escape '\\'");
			parameters.put("text", "%" + escaped(this.text) + "%");
		}
		int number = 0;
		for (Map.Entry<String, String> label : this.labels.entrySet()) {
			sql.append(" and exists (select 1 from agent_labels l where l.agent_id = a.id and l.k = :k")
				.append(number)
				.append(" and l.v = :v")
				.append(number)
				.append(")");
			parameters.put("k" + number, label.getKey());
			parameters.put("v" + number, label.getValue());
			number++;
		}
	}

	private static String escaped(String text) {
		return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
	}

}
