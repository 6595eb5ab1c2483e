package io.aaas.agent;

import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

/**
 * The SQL that is executed, as the database gets it.
 */
final class Statements {

	private static final Pattern STATEMENT = Pattern.compile("Executing prepared SQL statement \\[(.*)\\]",
			Pattern.DOTALL);

	private static final Pattern PARAMETER = Pattern.compile(
			"Setting SQL statement parameter value:.* parameter value \\[(.*)\\], value class \\[(.*)\\], SQL type.*");

	private Statements() {
	}

	/**
	 * Watch what is executed.
	 * @param action what executes one statement
	 * @param parameters gets its parameters, in their order
	 */
	static String executed(Runnable action, List<Object> parameters) {
		StringBuilder statement = new StringBuilder();
		watch("org.springframework.jdbc.core", action, (line) -> {
			Matcher sql = STATEMENT.matcher(line);
			if (sql.find()) {
				statement.append(statement.isEmpty() ? "" : ";").append(sql.group(1));
			}
			Matcher parameter = PARAMETER.matcher(line);
			if (parameter.matches()) {
				boolean number = List.of(Integer.class.getName(), Long.class.getName()).contains(parameter.group(2));
				parameters.add(number ? Long.valueOf(parameter.group(1)) : parameter.group(1));
			}
		});
		return statement.toString();
	}

	private static void watch(String name, Runnable action, Consumer<String> lines) {
		Logger logger = (Logger) LoggerFactory.getLogger(name);
		ListAppender<ILoggingEvent> appender = new ListAppender<>();
		appender.start();
		Level before = logger.getLevel();
		logger.setLevel(Level.TRACE);
		logger.setAdditive(false);
		logger.addAppender(appender);
		try {
			action.run();
		}
		finally {
			logger.detachAppender(appender);
			logger.setAdditive(true);
			logger.setLevel(before);
		}
		appender.list.stream().map(ILoggingEvent::getFormattedMessage).forEach(lines);
	}

}
