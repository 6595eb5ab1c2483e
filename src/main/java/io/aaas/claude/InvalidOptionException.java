package io.aaas.claude;

/**
 * An option for the CLI has a value that is not allowed.
 */
public class InvalidOptionException extends IllegalArgumentException {

	private final String field;

	private final String detail;

	InvalidOptionException(String field, String detail) {
		super(field + " " + detail);
		this.field = field;
		this.detail = detail;
	}

	/**
	 * Which one, in snake case, as it is called in an agent's configuration; a part of it
	 * in brackets, such as {@code allowed_tools[2]} or {@code environment[PATH]}.
	 * @return the field
	 */
	public String field() {
		return this.field;
	}

	/**
	 * What is wrong with it, as the rest of a sentence that starts with the field; never
	 * the value of an environment variable.
	 * @return the detail
	 */
	public String detail() {
		return this.detail;
	}

}
