package io.aaas.claude;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Which tools can be named. A name that the CLI does not know has no effect, and most
 * often not a word is said (2.1.197 to 2.1.330): a misspelled rule would leave a tool
 * open.
 */
final class ToolRules {

	/** What the CLI offers when asked to, in at least one version of the range. */
	private static final Set<String> OFFERED = new TreeSet<>(
			List.of("Agent", "AskUserQuestion", "Bash", "Edit", "EnterPlanMode", "EnterWorktree", "ExitPlanMode",
					"ExitWorktree", "Glob", "Grep", "ListAgents", "NotebookEdit", "Read", "ReportFindings",
					"SendMessage", "Skill", "Task", "TaskCreate", "TaskGet", "TaskList", "TaskOutput", "TaskStop",
					"TaskUpdate", "ToolSearch", "WebFetch", "WebSearch", "Workflow", "Write"));

	/**
	 * Known, and not to be had: the service takes them away, or the CLI has replaced
	 * them.
	 */
	private static final Set<String> OTHERS = Set.of("CronCreate", "CronDelete", "CronList", "ListMcpResourcesTool",
			"Monitor", "ReadMcpResourceTool", "ScheduleWakeup", "StructuredOutput", "TodoWrite");

	private static final String OF_SERVERS = "mcp__";

	/** A tool's name, and in brackets anything printable but brackets and commas. */
	private static final Pattern RULE = Pattern
		.compile("([A-Za-z][A-Za-z0-9_.*-]{0,127})(\\([^()\\p{Cntrl}\\p{Cs}]{1,512}\\))?");

	private static final int MAX_LIST = 128;

	private ToolRules() {
	}

	static void names(String field, @Nullable List<String> list) {
		List<String> values = checked(field, list);
		for (int i = 0; i < values.size(); i++) {
			if (!OFFERED.contains(values.get(i))) {
				throw new InvalidOptionException(field + "[" + i + "]",
						"must be one of " + String.join(", ", OFFERED) + "; the tools of MCP servers are always there");
			}
		}
	}

	static void rules(String field, @Nullable List<String> list) {
		List<String> values = checked(field, list);
		for (int i = 0; i < values.size(); i++) {
			// The CLI splits the list at commas outside of brackets.
			Matcher rule = RULE.matcher(values.get(i));
			if (!rule.matches()) {
				throw new InvalidOptionException(field + "[" + i + "]",
						"must be a tool, or a tool and a pattern in brackets, such as Bash(git log:*)");
			}
			String tool = rule.group(1);
			if (!OFFERED.contains(tool) && !OTHERS.contains(tool) && !tool.startsWith(OF_SERVERS)) {
				throw new InvalidOptionException(field + "[" + i + "]", "must name a tool: one of "
						+ String.join(", ", OFFERED) + ", or mcp__<server> or mcp__<server>__<tool>");
			}
		}
	}

	private static List<String> checked(String field, @Nullable List<String> values) {
		if (values != null && values.size() > MAX_LIST) {
			throw new InvalidOptionException(field, "must have at most " + MAX_LIST + " entries");
		}
		return (values != null) ? values : List.of();
	}

}
