package io.aaas.security;

import java.nio.file.Path;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Tells whoever started the service how to call it. It goes to the terminal and not to
 * the log: it is for a person, once, and where a key lies is nothing for a log.
 */
@Component
class ReadyNotice {

	private static final Logger LOGGER = LoggerFactory.getLogger(ReadyNotice.class);

	private final AdminKey key;

	private final ListenAddress address;

	ReadyNotice(AdminKey key, ListenAddress address) {
		this.key = key;
		this.address = address;
	}

	@EventListener
	void onReady(ApplicationReadyEvent ready) {
		String port = ready.getApplicationContext().getEnvironment().getProperty("local.server.port");
		if (port != null) {
			String url = this.address.url(Integer.parseInt(port));
			LOGGER.info("Listening on {}", url);
			System.err.print(text(url, Path.of("")));
		}
	}

	String text(String url, Path workingDirectory) {
		Path file = this.key.file();
		String key = (file != null) ? "$(cat " + quoted(relative(file, workingDirectory)) + ")" : "$AAAS_API_KEY";
		StringBuilder text = new StringBuilder("\n");
		if (file != null) {
			text.append("The admin key is in ").append(relative(file, workingDirectory)).append('\n');
		}
		if (this.key.isNew() || this.address.isLoopback()) {
			text.append("Try:\n  curl -s ")
				.append(url)
				.append("/api/v1/query -H \"X-API-Key: ")
				.append(key)
				.append("\" -H 'Content-Type: application/json' -d '{\"message\":\"Hello\"}'\n\n");
		}
		return text.toString();
	}

	private static String relative(Path file, Path workingDirectory) {
		Path from = workingDirectory.toAbsolutePath().normalize();
		Path to = file.toAbsolutePath().normalize();
		return to.startsWith(from) ? from.relativize(to).toString() : to.toString();
	}

	/**
	 * As one word of a POSIX shell that is no option.
	 */
	private static String quoted(String path) {
		String word = path.startsWith("-") ? "./" + path : path;
		return word.matches("[A-Za-z0-9_./@%+=:,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
	}

}
